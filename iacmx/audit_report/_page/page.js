"use strict";
// The table of domains. Values are put into the page as text only (createElement, textContent), never as markup.
(() => {
  const SEVERITIES = ["error", "unverified", "warning", "notice", "info"];
  const NONE = SEVERITIES.length;
  const PAGE = 100;
  const MOST_OPTIONS = 200;
  const count = (number) => number.toLocaleString("en");
  const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

  // The order of fields is that of rows.py.
  function read() {
    const all = [];
    for (const script of document.querySelectorAll("script.rows")) {
      const block = JSON.parse(script.textContent);
      const routes = block.routes.map(([heading, end, tone, ttl, unknown, steps]) => ({
        heading, end, tone, ttl, unknown,
        steps: steps.map(([rank, isImplicit, stops]) => ({
          rank, isImplicit,
          stops: stops.map(([name, share, addresses, notes, tone]) => ({ name, share, addresses, notes, tone })),
        })),
      }));
      const findings = block.findings.map(([rule, name, severity, exchange, message, evidence, address, fix]) => ({
        rule, name, severity, exchange, message, evidence, address, fix,
      }));
      for (const row of block.rows) {
        const [account, provider, zone, zoneId, isPrivate, owner, mail, ways, found, ownership, addresses, drift,
          change, changes] = row;
        const own = found.map((at) => findings[at]);
        all.push({
          account, provider, zone, zoneId, isPrivate, owner, mail, ownership, addresses, drift, change, changes,
          routes: ways.map((at) => routes[at]),
          findings: own,
          rules: [...new Set(own.map((finding) => finding.rule))],
          worst: own.reduce((worst, finding) => Math.min(worst, SEVERITIES.indexOf(finding.severity)), NONE),
          number: all.length,
        });
      }
    }
    return all;
  }

  function el(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === true) element.setAttribute(key, "");
      else if (value !== false && value !== null) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }
  const badge = (severity) => el("span", { class: `badge ${severity}` }, severity);

  const domains = read();

  // What the table shows, and in which order.
  const FACETS = {
    severity: { label: "Worst finding", values: (row) => [SEVERITIES[row.worst] || "none"] },
    mail: { label: "Mail host", values: (row) => [row.mail] },
    rule: { label: "Rule", values: (row) => row.rules },
    ownership: { label: "Terraform", values: (row) => [row.ownership] },
    change: { label: "Change", values: (row) => [row.change] },
    account: { label: "Account", values: (row) => [row.account] },
  };
  const COLUMNS = [
    { key: "owner", label: "Domain", width: "33%", by: (row) => row.owner },
    { key: "findings", label: "Findings", width: "21%", by: (row) => row.worst },
    { key: "mail", label: "Mail host", width: "22%", by: (row) => row.mail.toLowerCase() },
    { key: "ownership", label: "Terraform", width: "12%", by: (row) => row.ownership || "\uffff" },
    { key: "change", label: "Change", width: "12%", by: (row) => row.change || "\uffff" },
  ].filter((column) => !["ownership", "change"].includes(column.key) || domains.some((row) => row[column.key]));
  const state = { text: "", filters: {}, sort: COLUMNS[1], down: false, page: 0, rows: [] };
  const manyAccounts = new Set(domains.map((row) => row.account)).size > 1;

  function haystack(row) {
    if (row.haystack === undefined) {
      const parts = [row.owner, row.zone, row.zoneId, row.account, row.provider, row.mail, row.ownership, row.change];
      parts.push(...row.addresses, ...row.drift, ...row.changes);
      for (const finding of row.findings) parts.push(finding.rule, finding.name, finding.exchange, finding.message);
      for (const route of row.routes) {
        parts.push(route.heading, route.end);
        for (const step of route.steps) {
          for (const stop of step.stops) parts.push(stop.name, ...stop.notes, ...stop.addresses);
        }
      }
      row.haystack = parts.join("\n").toLowerCase();
    }
    return row.haystack;
  }

  function select() {
    const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = Object.entries(state.filters).filter(([, value]) => value !== "");
    state.rows = domains.filter((row) =>
      wanted.every(([facet, value]) => FACETS[facet].values(row).includes(value)) &&
      words.every((word) => haystack(row).includes(word)));
    const by = state.sort.by;
    const sign = state.down ? -1 : 1;
    state.rows.sort((a, b) => {
      const [left, right] = [by(a), by(b)];
      return left < right ? -sign : left > right ? sign : a.number - b.number;
    });
  }

  // The route of one domain: what is said of it is what every report says (iacmx/drawing).
  function hostBox(stop, findings) {
    const beside = findings.filter((finding) => finding.exchange === stop.name);
    const isBad = !["plain", "quiet", "good"].includes(stop.tone);
    const box = el("li", { class: isBad ? `bad ${stop.tone}` : "" });
    const share = stop.share ? el("span", { class: "share" }, stop.share) : null;
    box.append(el("p", { class: "name" }, share, stop.name));
    if (stop.addresses.length) box.append(el("p", { class: "small" }, stop.addresses.join(", ")));
    for (const note of stop.notes) {
      box.append(el("p", { class: isBad ? `small wrong ${stop.tone}` : "small" }, note));
    }
    for (const finding of beside) {
      box.append(el("p", { class: "small" }, badge(finding.severity), ` ${finding.rule} ${finding.name}`));
    }
    return box;
  }

  function routeBox(route, findings) {
    const box = el("div", { class: "route" });
    if (route.heading) box.append(el("h4", null, route.heading));
    const tiers = el("ol", { class: "tiers" });
    route.steps.forEach((step, at) => {
      if (step.isImplicit) box.append(el("p", null, "No MX: the address record takes the mail (implicit MX)."));
      const rank = el("div", { class: "rank" }, step.isImplicit ? "address" : at ? "then" : "first");
      if (!step.isImplicit) rank.append(el("b", null, step.rank));
      tiers.append(el("li", null, rank,
        el("ul", { class: "hosts" }, ...step.stops.map((stop) => hostBox(stop, findings)))));
    });
    if (route.steps.length) box.append(tiers);
    for (const unknown of route.unknown) box.append(el("p", { class: "muted" }, `${unknown} (known after apply)`));
    if (route.end) {
      const isBad = !["plain", "quiet", "good"].includes(route.tone);
      box.append(el("p", { class: isBad ? `wrong ${route.tone}` : "" }, route.end));
    }
    if (route.ttl !== null) box.append(el("p", { class: "muted small" }, `TTL ${plural(route.ttl, "second")}`));
    return box;
  }

  function facts(pairs) {
    const list = el("dl", { class: "facts" });
    for (const [term, text] of pairs) {
      if (text) list.append(el("dt", null, term), el("dd", null, text));
    }
    return list;
  }

  function findingBox(finding) {
    return el("li", null,
      el("p", null, badge(finding.severity), " ", el("span", null, finding.message)),
      el("p", { class: "muted small" }, `${finding.rule} ${finding.name}`),
      facts([["Seen", finding.evidence], ["At", finding.address], ["Fix", finding.fix]]));
  }

  function details(row) {
    const box = el("div", null);
    const zone = `${row.zone}${row.zoneId && row.zoneId !== row.zone ? ` (${row.zoneId})` : ""}`;
    box.append(facts([
      ["Zone", `${zone}${row.isPrivate ? ", private" : ""}, ${row.provider}`],
      ["Account", row.account],
      ["Terraform", [row.ownership, row.addresses.join(", ")].filter(Boolean).join(": ")],
      ["Differs", row.drift.join("; ")],
      ["Changed", [row.change, row.changes.join("; ")].filter(Boolean).join(": ")],
    ]));
    const routes = el("div", { class: "routes" });
    for (const route of row.routes) routes.append(routeBox(route, row.findings));
    if (!row.routes.length && row.mail) routes.append(el("p", null, row.mail));
    box.append(routes);
    if (row.findings.length) {
      const list = el("ul", { class: "findings" });
      for (const finding of row.findings) list.append(findingBox(finding));
      box.append(list);
    }
    return box;
  }

  // The table itself.
  const body = el("tbody", { role: "rowgroup" });
  const told = el("p", { role: "status", class: "muted" });
  const places = ["top", "bottom"].map((where) => {
    const place = el("span", { class: "muted small" });
    const back = el("button", { type: "button" }, "Previous");
    const on = el("button", { type: "button" }, "Next");
    back.addEventListener("click", () => turn(-1));
    on.addEventListener("click", () => turn(1));
    const nav = el("nav", { "aria-label": `Pages (${where})` }, place, back, on);
    return { place, back, on, nav };
  });

  function cells(row) {
    const found = el("div", { class: "found" });
    if (row.worst < NONE) found.append(badge(SEVERITIES[row.worst]));
    for (const rule of row.rules.slice(0, 4)) found.append(el("span", { class: "small" }, rule));
    if (row.rules.length > 4) found.append(el("span", { class: "small" }, `and ${row.rules.length - 4} more`));
    return {
      findings: row.worst < NONE ? found : el("span", { class: "muted" }, "none"),
      mail: row.mail, ownership: row.ownership, change: row.change,
    };
  }

  function line(row) {
    const id = `domain-${row.number}`;
    const button = el("button", { type: "button", class: "link", "aria-expanded": "false", "aria-controls": id },
      row.owner);
    const under = [
      row.zone !== row.owner && `zone ${row.zone}`, row.isPrivate && "private zone", manyAccounts && row.account,
    ].filter(Boolean);
    const head = el("th", { scope: "row", role: "rowheader" }, button);
    if (under.length) head.append(el("span", { class: "under" }, under.join(", ")));
    const content = cells(row);
    const rest = COLUMNS.slice(1).map((column) => el("td", { role: "cell" }, content[column.key]));
    const tr = el("tr", { role: "row" }, head, ...rest);
    button.addEventListener("click", () => {
      const isOpen = tr.classList.toggle("open");
      button.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) {
        tr.after(el("tr", { class: "more", role: "row", id },
          el("td", { colspan: COLUMNS.length, role: "cell" }, details(row))));
      } else {
        tr.nextSibling.remove();
      }
    });
    return tr;
  }

  function show(rows) {
    body.replaceChildren(...rows.map(line));
    if (!rows.length) {
      body.append(el("tr", { role: "row" },
        el("td", { colspan: COLUMNS.length, role: "cell", class: "muted" }, "No domain fits.")));
    }
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(state.rows.length / PAGE));
    state.page = Math.min(Math.max(state.page, 0), pages - 1);
    const start = state.page * PAGE;
    show(state.rows.slice(start, start + PAGE));
    told.textContent = state.rows.length === domains.length
      ? plural(domains.length, "domain") : `${count(state.rows.length)} of ${plural(domains.length, "domain")}`;
    for (const { place, back, on, nav } of places) {
      nav.hidden = pages === 1;
      place.textContent = `${count(start + 1)} to ${count(Math.min(start + PAGE, state.rows.length))}`;
      back.disabled = state.page === 0;
      on.disabled = state.page === pages - 1;
    }
  }

  function refresh() {
    state.page = 0;
    select();
    draw();
  }

  function turn(by) {
    state.page += by;
    draw();
    table.scrollIntoView({ block: "start" });
  }

  const headers = COLUMNS.map((column) => {
    const button = el("button", { type: "button", class: "link" }, column.label);
    const th = el("th", { scope: "col", role: "columnheader", "aria-sort": "none", width: column.width }, button);
    button.addEventListener("click", () => {
      state.down = state.sort === column && !state.down;
      state.sort = column;
      mark();
      refresh();
    });
    return { column, th };
  });
  function mark() {
    for (const { column, th } of headers) {
      const order = state.down ? "descending" : "ascending";
      th.setAttribute("aria-sort", column === state.sort ? order : "none");
    }
  }
  const table = el("table", { class: "domains", role: "table" },
    el("caption", { class: "unseen" }, "Domains; a domain opens to its route and its findings"),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...headers.map(({ th }) => th))), body);

  // Search and filters.
  function options(facet) {
    const counted = new Map();
    for (const row of domains) {
      for (const value of FACETS[facet].values(row)) if (value) counted.set(value, (counted.get(value) || 0) + 1);
    }
    const values = [...counted];
    if (facet === "severity") values.sort(([a], [b]) => rank(a) - rank(b));
    else if (facet === "rule") values.sort(([a], [b]) => (a < b ? -1 : 1));
    else values.sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
    return values;
  }
  const rank = (severity) => (severity === "none" ? NONE : SEVERITIES.indexOf(severity));
  const selects = {};
  const field = (name, label, input) => {
    input.id = `filter-${name}`;
    return el("div", { class: name }, el("label", { for: input.id }, label), input);
  };
  const search = el("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  const filters = el("form", { class: "filters", role: "search" },
    field("search", "Search domains, hosts, addresses", search));
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      state.text = search.value;
      refresh();
    }, domains.length > 2000 ? 150 : 0);
  });
  filters.addEventListener("submit", (event) => event.preventDefault());

  function choose(facet, value) {
    const input = selects[facet];
    if (![...input.options].some((option) => option.value === value)) input.append(el("option", { value }, value));
    input.value = value;
    state.filters[facet] = value;
    refresh();
  }

  for (const [facet, { label }] of Object.entries(FACETS)) {
    const values = options(facet);
    const input = el("select", null, el("option", { value: "" }, "all"));
    for (const [value, number] of values.slice(0, MOST_OPTIONS)) {
      input.append(el("option", { value }, `${value} (${count(number)})`));
    }
    input.addEventListener("change", () => choose(facet, input.value));
    selects[facet] = input;
    const box = field(facet, label, input);
    const isIdle = ["ownership", "change"].includes(facet) ? !values.length : values.length < 2;
    box.hidden = isIdle;
    filters.append(box);
  }
  function reset() {
    search.value = state.text = "";
    state.filters = {};
    for (const input of Object.values(selects)) input.value = "";
  }
  const clear = el("button", { type: "button" }, "Show all");
  clear.addEventListener("click", () => {
    reset();
    refresh();
    search.focus();
  });
  filters.firstChild.after(clear);

  // The charts and the causes lead to the domains behind them.
  function leadTo(facet, value, text) {
    const button = el("button", { type: "button", class: "link" }, text);
    button.addEventListener("click", () => {
      reset();
      choose(facet, value);
      const section = document.getElementById("domains");
      section.focus({ preventScroll: true });
      section.scrollIntoView({ block: "start" });
    });
    return button;
  }
  for (const chart of document.querySelectorAll("[data-filter]")) {
    for (const label of chart.querySelectorAll("[data-value]")) {
      label.replaceChildren(leadTo(chart.dataset.filter, label.dataset.value, label.textContent));
    }
  }
  for (const label of document.querySelectorAll("[data-rule]")) {
    label.replaceChildren(leadTo("rule", label.dataset.rule, label.textContent));
  }

  // On paper there is no next page.
  addEventListener("beforeprint", () => {
    if (state.rows.length > PAGE) show(state.rows);
  });
  addEventListener("afterprint", () => {
    if (state.rows.length > PAGE) draw();
  });

  mark();
  refresh();
  document.getElementById("table").append(filters,
    el("div", { class: "pages" }, told, places[0].nav), table,
    el("div", { class: "pages" }, el("span", null), places[1].nav));
})();

/* A loopback internet for bench/route.py: one name server that answers for every domain, after a given latency.
 *
 *     cc -O2 -o internet _internet.c && ./internet 20000     (latency in microseconds; prints its UDP port)
 *
 * Every name has the MX records "10 mx1.<name>" and "20 mx2.<name>", one A and one AAAA record, and no other type. In C
 * and in batches, so that what is measured is the client.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 64, LARGEST = 512, HELD = 1 << 16 };

static const char mx[] = "\xc0\x0c\0\x0f\0\x01\0\0\x01\x2c\0\x08\0\x0a\3mx1\xc0\x0c"
                         "\xc0\x0c\0\x0f\0\x01\0\0\x01\x2c\0\x08\0\x14\3mx2\xc0\x0c";
static const char a[] = "\xc0\x0c\0\x01\0\x01\0\0\x01\x2c\0\x04\x2d\x21\x01\x01";
static const char aaaa[] = "\xc0\x0c\0\x1c\0\x01\0\0\x01\x2c\0\x10\x26\x00\x3c\x00\0\0\0\0\0\0\0\0\0\0\0\x01";

struct held {
    uint64_t due;
    struct sockaddr_in client;
    int length;
    char message[LARGEST];
};

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Turn a query into its answer, in place; its length, 0 for what is no query. */
static int answer(char *message, int length) {
    int end = 12;
    while (end < length && message[end]) end += 1 + (unsigned char)message[end];
    end += 5; /* the root label, type and class */
    if (length < 17 || end > length) return 0;
    char edns[LARGEST];
    int rest = length - end, type = (unsigned char)message[end - 4] << 8 | (unsigned char)message[end - 3];
    memcpy(edns, message + end, rest);
    const char *records = type == 15 ? mx : type == 1 ? a : aaaa;
    int size = type == 15 ? sizeof mx - 1 : type == 1 ? sizeof a - 1 : type == 28 ? sizeof aaaa - 1 : 0;
    if (end + size + rest > LARGEST) return 0;
    memcpy(message + end, records, size);
    memcpy(message + end + size, edns, rest);
    message[2] = (char)0x85;
    message[3] = (char)0x80;
    message[7] = type == 15 ? 2 : size != 0;
    return end + size + rest;
}

int main(int argc, char **argv) {
    uint64_t latency = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    int udp = socket(AF_INET, SOCK_DGRAM, 0), buffer = 1 << 22;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof own;
    setsockopt(udp, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    setsockopt(udp, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    if (bind(udp, (struct sockaddr *)&own, size) || getsockname(udp, (struct sockaddr *)&own, &size)) return 1;
    printf("%d\n", ntohs(own.sin_port));
    fflush(stdout);
    struct held *held = calloc(HELD, sizeof *held);
    unsigned first = 0, last = 0; /* a ring of what is to be sent */
    struct mmsghdr batch[BATCH];
    struct iovec parts[BATCH];
    for (;;) {
        uint64_t at = now();
        struct timespec pause = {0};
        if (first != last && held[first % HELD].due > at) pause.tv_nsec = (held[first % HELD].due - at) * 1000;
        struct pollfd ready = {.fd = udp, .events = POLLIN};
        ppoll(&ready, 1, first == last ? NULL : &pause, NULL);
        for (int more = 1; more;) {
            int room = 0;
            for (; room < BATCH && last + room - first < HELD; room++) {
                struct held *each = &held[(last + room) % HELD];
                parts[room] = (struct iovec){each->message, LARGEST};
                batch[room].msg_hdr = (struct msghdr){&each->client, sizeof each->client, &parts[room], 1, NULL, 0, 0};
            }
            int got = room ? recvmmsg(udp, batch, room, MSG_DONTWAIT, NULL) : 0;
            uint64_t due = now() + latency;
            for (int i = 0; i < got; i++) {
                struct held *each = &held[(last + i) % HELD];
                each->due = due;
                each->length = answer(each->message, batch[i].msg_len);
            }
            last += got > 0 ? got : 0;
            more = got == BATCH && (first == last || held[first % HELD].due > now());
        }
        for (at = now(); first != last && held[first % HELD].due <= at;) {
            int many = 0;
            for (; many < BATCH && first + many != last && held[(first + many) % HELD].due <= at; many++) {
                struct held *each = &held[(first + many) % HELD];
                parts[many] = (struct iovec){each->message, each->length};
                batch[many].msg_hdr = (struct msghdr){&each->client, sizeof each->client, &parts[many], 1, NULL, 0, 0};
            }
            int sent = sendmmsg(udp, batch, many, 0);
            first += sent > 0 ? sent : 1; /* a client that is gone */
        }
    }
}

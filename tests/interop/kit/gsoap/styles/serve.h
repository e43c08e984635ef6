// What the servers in this folder share: one thread, one request a connection, each raw request appended to a log.
// A server is `serve<CLASS>(argc, argv, modes)`, with the arguments PORT [LOGFILE [MAXREQ]].
#pragma once
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

static std::string raw; // the request as received
static size_t (*plain_receive)(struct soap *, char *, size_t);

static size_t tap(struct soap *s, char *bytes, size_t room) {
  size_t count = plain_receive(s, bytes, room);
  raw.append(bytes, count);
  return count;
}

static std::string *str(struct soap *s, const std::string &text) {
  std::string *p = soap_new_std__string(s);
  *p = text;
  return p;
}

static time_t *moment(struct soap *s, time_t seconds) {
  time_t *p = (time_t *)soap_malloc(s, sizeof(time_t));
  *p = seconds;
  return p;
}

// A text, or a word for none.
static std::string said(const std::string *text) { return text ? *text : "(none)"; }

// The value that stands for `value` in an answer: it tells under which name the server saw it.
static std::string *seen(struct soap *s, const char *name, const std::string *value) {
  return value ? str(s, std::string(name) + "=" + *value) : NULL;
}

template <class Service> static int serve(int argc, char **argv, soap_mode modes) {
  int port = argc > 1 ? atoi(argv[1]) : 8802, requests = argc > 3 ? atoi(argv[3]) : 1000;
  struct soap *s = soap_new1(SOAP_C_UTFSTRING | modes);
  s->recv_timeout = s->send_timeout = 10;
  s->accept_timeout = 600;
  s->bind_flags = SO_REUSEADDR;
  Service server(s);
  if (!soap_valid_socket(server.bind("127.0.0.1", port, 10))) {
    soap_print_fault(s, stderr);
    return 1;
  }
  plain_receive = s->frecv;
  s->frecv = tap;
  for (int i = 0; i < requests; i++) {
    if (!soap_valid_socket(server.accept())) {
      soap_print_fault(s, stderr);
      return 1;
    }
    raw.clear();
    if (server.serve()) soap_print_fault(s, stderr);
    if (argc > 2) std::ofstream(argv[2], std::ios::app) << "---- " << raw << "\n";
    server.destroy();
  }
  return 0;
}

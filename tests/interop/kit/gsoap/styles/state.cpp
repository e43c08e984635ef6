// rpc/literal, attributes that have defaults: all of them are given in the odd answers, none in the even ones.
#include "service.h"
#include "nsmap.inc"
#include "serve.h"

static bool all;

struct Server : BackendImplPortBindingService {
  Server(struct soap *s) : BackendImplPortBindingService(s) {}

  int getState(ns1__getStateResponse &answer) override {
    ns1__state *state = answer.state = soap_new_ns1__state(soap);
    all = !all;
    if (!all) return SOAP_OK;
    state->errorDescription = str(soap, "a < b & \"c\"\n\xC3\xA5");
    *(state->isCancelled = soap_new_bool(soap)) = false;
    *(state->intValue = soap_new_int(soap)) = -7;
    *(state->doubleValue = soap_new_double(soap)) = 0.5;
    static unsigned char bytes[] = {0x00, 0xFF, 0x1A};
    state->byteArrayValue = soap_new_xsd__hexBinary(soap);
    state->byteArrayValue->__ptr = bytes;
    state->byteArrayValue->__size = sizeof bytes;
    *(state->enumerationValue = soap_new_ns1__synchronizationType(soap)) = ns1__synchronizationType__END;
    state->timeValue = str(soap, "23:59:58.5");
    state->dateValue = str(soap, "2024-02-29");
    state->dateTimeValue = moment(soap, 1582934399); // 2020-02-28T23:59:59Z
    return SOAP_OK;
  }
};

int main(int argc, char **argv) { return serve<Server>(argc, argv, 0); }

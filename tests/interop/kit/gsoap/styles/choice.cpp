// Choices: each value comes back in the alternative that it came in, and tells the name of it.
#include "service.h"
#include "nsmap.inc"
#include "serve.h"

struct Server : choice_USCOREbindingService {
  Server(struct soap *s) : choice_USCOREbindingService(s) {}

  int echo(_ns1__echoele *request, _ns1__echo_USCOREresponse &answer) override {
    if (!request->ns1__terminalID) return SOAP_OK;
    const _ns1__terminalID *given = request->ns1__terminalID;
    _ns1__terminalID *id = answer.ns1__terminalID = soap_new__ns1__terminalID(soap);
    id->__union_terminalID = given->__union_terminalID;
    if (given->__union_terminalID == SOAP_UNION__ns1__union_terminalID_imei)
      id->union_terminalID.imei = seen(soap, "imei", given->union_terminalID.imei);
    else
      id->union_terminalID.devId = seen(soap, "devId", given->union_terminalID.devId);
    return SOAP_OK;
  }

  int echo_USCOREcomplex(_ns1__echoele_USCOREcomplex *request,
      _ns1__echo_USCOREcomplex_USCOREresponse &answer) override {
    const ns1__andor *given = request->data;
    if (!given) return soap_senderfault("no data", NULL);
    ns1__andor *data = answer.data = soap_new_ns1__andor(soap);
    data->A = "A=" + given->A;
    data->B1 = seen(soap, "B1", given->B1);
    data->B2a = seen(soap, "B2a", given->B2a);
    data->B2b = seen(soap, "B2b", given->B2b);
    data->__union_andor_ = given->__union_andor_;
    if (given->__union_andor_ == SOAP_UNION__ns1__union_andor__B3a)
      data->union_andor_.B3a = seen(soap, "B3a", given->union_andor_.B3a);
    else if (given->__union_andor_ == SOAP_UNION__ns1__union_andor__B3b)
      data->union_andor_.B3b = seen(soap, "B3b", given->union_andor_.B3b);
    data->C1 = "C1=" + given->C1;
    data->C2 = "C2=" + given->C2;
    return SOAP_OK;
  }

  int echo_USCOREcomplex_USCOREemptyArrayAtFirst(_ns1__echoele_USCOREcomplex_USCOREemptyArrayAtFirst *request,
      __ns1__echo_USCOREcomplex_USCOREemptyArrayAtFirstResponse &answer) override {
    const ns1__emptyArrayAtFirst *given = request->data;
    if (!given) return soap_senderfault("no data", NULL);
    answer.ns1__echoele_USCOREcomplex_USCOREemptyArrayAtFirst =
        soap_new__ns1__echoele_USCOREcomplex_USCOREemptyArrayAtFirst(soap);
    ns1__emptyArrayAtFirst *data = answer.ns1__echoele_USCOREcomplex_USCOREemptyArrayAtFirst->data =
        soap_new_ns1__emptyArrayAtFirst(soap);
    data->__union_emptyArrayAtFirst = given->__union_emptyArrayAtFirst;
    switch (given->__union_emptyArrayAtFirst) {
    case SOAP_UNION__ns1__union_emptyArrayAtFirst_A: {
      const std::vector<std::string> &items = *given->union_emptyArrayAtFirst.A;
      std::vector<std::string> *all = data->union_emptyArrayAtFirst.A = soap_new_std__vectorTemplateOfstd__string(soap);
      for (size_t i = 0; i < items.size(); i++) all->push_back("A" + std::to_string(i) + "=" + items[i]);
      break;
    }
    case SOAP_UNION__ns1__union_emptyArrayAtFirst_B1:
      data->union_emptyArrayAtFirst.B1 = seen(soap, "B1", given->union_emptyArrayAtFirst.B1);
      break;
    case SOAP_UNION__ns1__union_emptyArrayAtFirst_B2:
      data->union_emptyArrayAtFirst.B2 = seen(soap, "B2", given->union_emptyArrayAtFirst.B2);
      break;
    }
    return SOAP_OK;
  }
};

int main(int argc, char **argv) { return serve<Server>(argc, argv, 0); }

// Substitution groups, a choice that repeats, several declared faults, by ../../drawing/Drawing.wsdl. `seen` tells what
// came; the picture comes back in the opposite order, each shape as another member of the group: a box as a frame, a frame
// as a circle, a circle as a box. No title, or a shape of more than a hundred, is a declared fault.
#include "service.h"
#include "nsmap.inc"
#include "serve.h"

static std::string number(double value) {
  char text[32];
  snprintf(text, sizeof text, "%g", value);
  return text;
}

struct Server : DrawingBindingService {
  Server(struct soap *s) : DrawingBindingService(s) {}

  SOAP_ENV__Detail *declared_fault(const char *reason) {
    soap_senderfault(reason, NULL);
    SOAP_ENV__Detail *detail = soap_new_SOAP_ENV__Detail(soap);
    soap_default_SOAP_ENV__Detail(soap, detail);
    soap->fault->detail = detail;
    return detail;
  }

  std::string box_seen(const char *name, const ns1__Box *box) {
    return std::string(name) + " " + std::to_string(box->key) + " " + said(box->label) + " " + number(box->width) + "x" +
        number(box->height) + "; ";
  }

  std::string shape_seen(const __ns1__union_Picture &shape) {
    switch (shape.__union_Picture) {
    case SOAP_UNION__ns1__union_Picture_box: return box_seen("box", shape.union_Picture.box);
    case SOAP_UNION__ns1__union_Picture_frame: return box_seen("frame", shape.union_Picture.frame);
    case SOAP_UNION__ns1__union_Picture_ns2__circle: {
      const ns2__Circle *c = shape.union_Picture.ns2__circle;
      return "circle " + std::to_string(c->key) + " " + said(c->label) + " " + number(c->radius) + " " +
          (!c->filled ? "(none)" : *c->filled ? "true" : "false") + "; ";
    }
    default: return "unknown; ";
    }
  }

  static double size(const __ns1__union_Picture &shape) {
    switch (shape.__union_Picture) {
    case SOAP_UNION__ns1__union_Picture_box: return shape.union_Picture.box->width;
    case SOAP_UNION__ns1__union_Picture_frame: return shape.union_Picture.frame->width;
    default: return shape.union_Picture.ns2__circle->radius;
    }
  }

  __ns1__union_Picture turned(const __ns1__union_Picture &shape) {
    __ns1__union_Picture other;
    other.soap_default(soap);
    if (shape.__union_Picture == SOAP_UNION__ns1__union_Picture_box) {
      other.__union_Picture = SOAP_UNION__ns1__union_Picture_frame;
      other.union_Picture.frame = shape.union_Picture.box;
      return other;
    }
    if (shape.__union_Picture == SOAP_UNION__ns1__union_Picture_frame) {
      const ns1__Box *frame = shape.union_Picture.frame;
      ns2__Circle *circle = soap_new_ns2__Circle(soap);
      circle->key = frame->key + 1;
      circle->label = seen(soap, "label", frame->label);
      circle->radius = frame->width;
      *(circle->filled = soap_new_bool(soap)) = true;
      other.__union_Picture = SOAP_UNION__ns1__union_Picture_ns2__circle;
      other.union_Picture.ns2__circle = circle;
      return other;
    }
    const ns2__Circle *circle = shape.union_Picture.ns2__circle;
    ns1__Box *box = soap_new_ns1__Box(soap);
    box->key = circle->key + 2;
    box->width = circle->radius;
    box->height = -circle->radius;
    other.__union_Picture = SOAP_UNION__ns1__union_Picture_box;
    other.union_Picture.box = box;
    return other;
  }

  int Draw(_ns1__Draw *request, _ns1__DrawResponse &answer) override {
    const ns1__Picture *given = request->picture;
    if (!given || given->title.empty()) {
      declared_fault("no title")->ns1__NoTitle = str(soap, "a title, please & thanks");
      return SOAP_FAULT;
    }
    std::vector<int> large;
    ns1__Picture *picture = answer.picture = soap_new_ns1__Picture(soap);
    picture->title = "title=" + given->title;
    picture->__size_Picture = given->__size_Picture;
    picture->__union_Picture = soap_new___ns1__union_Picture(soap, given->__size_Picture);
    for (int i = 0; i < given->__size_Picture; i++) {
      const __ns1__union_Picture &shape = given->__union_Picture[i];
      if (size(shape) > 100) large.push_back(i);
      answer.seen += shape_seen(shape);
      picture->__union_Picture[given->__size_Picture - 1 - i] = turned(shape);
    }
    if (!large.empty()) {
      _ns1__TooLarge *detail = soap_new__ns1__TooLarge(soap);
      detail->limit = 100;
      detail->id = large;
      declared_fault("too large")->ns1__TooLarge = detail;
      return SOAP_FAULT;
    }
    if (!given->path) return SOAP_OK;
    picture->path = soap_new_ns1__Path(soap);
    for (size_t i = given->path->__union_Path.size(); i-- > 0;) {
      const __ns1__union_Path &step = given->path->__union_Path[i];
      picture->path->__union_Path.push_back(step);
      if (step.__union_Path == SOAP_UNION__ns1__union_Path_close)
        answer.seen += std::string("close ") + (step.union_Path.close ? "true" : "false") + "; ";
      else if (step.__union_Path == SOAP_UNION__ns1__union_Path_move)
        answer.seen += "move " + number(step.union_Path.move->x) + "," + number(step.union_Path.move->y) + "; ";
      else
        answer.seen += "line " + number(step.union_Path.line->x) + "," + number(step.union_Path.line->y) + "; ";
    }
    return SOAP_OK;
  }
};

int main(int argc, char **argv) { return serve<Server>(argc, argv, 0); }

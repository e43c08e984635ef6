// node-soap servers for two contracts of other styles than the User contract's.
// usage: node node_styles.js rpc|product PORT WSDL [LOGFILE]   (soap is found by NODE_PATH)
// Each raw request body is appended to LOGFILE.
const http = require('http');
const fs = require('fs');
const soap = require('soap');

const [name, port, wsdl, log] = process.argv.slice(2);
const escape = text => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;');
// node-soap gives a single element bare, many as an array, none as undefined.
const all = value => (value === undefined || value === null ? [] : [].concat(value));
const text = value => (value !== null && typeof value === 'object' ? value.$value : value);

// rpc/literal with headers; each answer tells what was seen under which name. node-soap puts the parts of an rpc reply into
// the service's namespace, and what is in them into none: both are wrong, and left so, since servers in the wild do it.
const TYPES = 'http://apache.org/headers/coloc/types';
const told = given => (given && given.header ? `${given.header.originator}/${given.header.message}` : '(none)');
const out = responseType => ({ out: { responseType } });
const details = {
  declared: { ':faultDetail': { 'x1:minor': -3, 'x1:major': 1234 } },
  broken: { ':faultDetail': { 'x1:minor': 'many', 'x1:major': 1 } },
  other: { ':somethingElse': 'asked' },
};
const rpc = {
  inHeader: (args, answer, given) => answer(null, out(`in ${args.in.requestType}, header ${told(given)}`)),
  outHeader: (args, answer) => answer(null, out(`out ${args.in.requestType}`)),
  inoutHeader: (args, answer, given) => answer(null, out(`inout ${args.in.requestType}, header ${told(given)}`)),
  pingMe(args, answer) {
    const asked = args.in.faultType;
    if (asked === 'none') return answer(null, { out: {} });
    const fault = { faultcode: 'soap:Server', faultstring: `asked for ${asked}`, detail: details[asked] };
    answer({ Fault: { ...fault, statusCode: 500 } });
  },
};
function responseHeaders(method, args, given) {
  if (method !== 'outHeader' && method !== 'inoutHeader') return '';
  const header = (given && given.header) || { originator: 'server', message: `for ${args.in.requestType}` };
  return `<h:header xmlns:h="${TYPES}"><h:originator>out ${escape(header.originator)}</h:originator>`
    + `<h:message>${escape(header.message)}</h:message></h:header>`;
}

// Attributes: tells what it saw as gsoap/styles/product.cpp does.
const product = {
  echo(given, answer) {
    const bag = given || {}; // nothing at all comes as null
    const attributes = bag.attributes || {};
    const comment = (word, item) => `${word} ${item.attributes.msgid} ${text(item)}; `;
    const told = all(bag.bag).map(item => `bag ${item.name} ${Number(item.Rating)}; `)
      .concat(all(bag.Rating).map(rating => `rating ${Number(rating)}; `))
      .concat(all(bag.Comment_1).map(item => comment('comment1', item)))
      .concat(all(bag['comment-2']).map(item => comment('comment2', item)))
      .concat(all(bag.__point).map(point => `point ${text(point)} ${point.attributes.unit}; `));
    const unprefixed = ([key, value]) => [key.replace(/^.*:/, ''), value];
    const local = Object.fromEntries(Object.entries(attributes).map(unprefixed));
    answer(null, {
      attributes: { Role: local.version === undefined ? '(none)' : local.version },
      $value: `${told.join('')}yesno ${local.yesno === undefined ? '(none)' : local.yesno}`,
    });
  },
};

const services = {
  rpc: { SOAPHeaderService: { SoapPort: rpc } },
  product: { ref_service: { ref_service_port: product, docprc_service_port: product } },
}[name];
const server = http.createServer((request, response) => {
  response.statusCode = 404;
  response.end();
});
server.requestTimeout = 30000;
server.listen(Number(port), '127.0.0.1', () => {
  const service = soap.listen(server, { path: '/', services, xml: fs.readFileSync(wsdl, 'utf8'), uri: wsdl });
  service.log = (type, data, request) => {
    if (!log || type !== 'received') return;
    const { soapaction = '', 'content-type': kind = '' } = request.headers;
    fs.appendFileSync(log, `---- ${soapaction} | ${kind}\n${data}\n`);
  };
  if (name === 'rpc') service.addSoapHeader(responseHeaders);
});

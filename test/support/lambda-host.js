/** A process that runs the issuer's bundle as Lambda does: an event comes in by POST, the answer or the error goes out. */
const { createServer } = require('node:http');
const { join } = require('node:path');
const { handler } = require(join(__dirname, '..', '..', 'dist', 'runtime', 'certificate-issuer', 'index.js'));

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const end = Date.now() + Number(request.headers['x-milliseconds'] ?? 60_000);
  try {
    const result = await handler(JSON.parse(Buffer.concat(chunks).toString()), {
      functionName: 'issuer',
      getRemainingTimeInMillis: () => end - Date.now(),
    });
    response.end(JSON.stringify(result ?? null));
  } catch (error) {
    // Lambda logs and answers all that hangs on an error.
    const shown = { errorType: error.name, errorMessage: error.message, stack: error.stack, ...error };
    console.error(JSON.stringify(shown));
    response.writeHead(500).end(JSON.stringify(shown));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));

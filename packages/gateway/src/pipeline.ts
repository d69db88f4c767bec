/**
 * The whole path of a request, one line a room. Read it together with the head of each room's `index.ts`.
 */
import type { Env } from '@ocha/kernel';
import type { Admission, Ticket } from './admission/index.ts';
import type { Catalog } from './catalog/index.ts';
import { execute } from './execution/index.ts';
import type { Health } from './health/index.ts';
import type { Identity } from './identity/index.ts';
import type { Ingress } from './ingress/index.ts';
import type { Ledger } from './ledger/index.ts';
import { type Arrival, requestDeadline } from './listener/index.ts';
import type { Relay } from './relay/index.ts';
import { planCall } from './routing/index.ts';

import type { Upstream } from './upstream/index.ts';

/** The rooms a request walks through. */
export interface Rooms {
  readonly env: Env;
  readonly identity: Identity;
  readonly ingress: Ingress;
  readonly admission: Admission;
  /** The catalogue of the snapshot in force. */
  readonly catalog: () => Catalog;
  readonly upstream: Upstream;
  readonly health: Health;
  readonly relay: Relay;
  readonly ledger: Ledger;
}

/** The life of one request. Every room returns the value the next one needs; holding it proves the step happened. */
export async function handle(arrival: Arrival, rooms: Rooms): Promise<void> {
  const { env, upstream, health } = rooms;
  const watch = rooms.ledger.open(arrival); // first, so that refusals are counted too
  let ticket: Ticket | undefined;
  try {
    const principal = rooms.identity.identify(arrival); // before the body: refusing must be cheap
    watch.setPrincipal(principal);
    const intake = await rooms.ingress.parse(arrival); // needs to know the caller; shape errors end here
    watch.setIntake(intake);
    ticket = rooms.admission.admit(principal, intake); // needs the model; given back on every exit
    const plan = planCall(intake, rooms.catalog(), env.random); // pure; no waiting from here to the first attempt
    watch.setPlan(plan);
    const deadline = requestDeadline(arrival, plan.timeouts.totalMs, env.clock);
    const { headers, gone } = arrival;
    const record = watch.noteAttempt.bind(watch);
    const outcome = await execute({
      plan,
      intake,
      deadline,
      headers,
      gone,
      upstream,
      health,
      env,
      record,
    });
    watch.setPlanned(outcome.planned, outcome.providerRequestId);
    const sending = rooms.relay.send(arrival, intake, outcome, watch); // first content out = commit point
    if (sending !== undefined) await sending; // streams alone: a whole answer need not wait for another turn
  } catch (error) {
    rooms.relay.rescue(arrival, error, watch); // the one place where errors become answers
  } finally {
    // `using` would say this better, but keeps the function from being optimised (Node 24).
    ticket?.release();
    watch.close();
  }
}

/** The path as `/pipeline` and the start of the log show it. */
export const PIPELINE: readonly { readonly room: string; readonly does: string }[] = [
  { room: 'listener', does: 'takes the connection, names the request, bounds its framing' },
  { room: 'identity', does: 'API key to principal, from memory' },
  { room: 'ingress', does: 'reads and checks the body; the canonical call for whoever needs it' },
  { room: 'admission', does: 'takes the work or sheds it' },
  { room: 'routing', does: 'model to ordered deployments, purely' },
  { room: 'execution', does: 'attempts, failover and retry up to the commit point' },
  { room: 'upstream', does: 'the only outbound sockets: one attempt at one deployment' },
  { room: 'relay', does: 'answers in the dialect of the client; turns errors into answers' },
];

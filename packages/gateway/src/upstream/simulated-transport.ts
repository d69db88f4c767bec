import type { Env, Timer } from '@ocha/kernel';
import type { ExchangeHandler, Transport, UpstreamRequest } from './exchange.ts';

/** Exchanges with a provider that answers by itself: its bytes come from a pure function, their timing from `Env`. */
export function createSimulatedTransport(env: Pick<Env, 'clock' | 'timers' | 'random'>): Transport {
  return {
    send(request, handler) {
      const answer = simulate(request, env);
      let timer: Timer | undefined;
      let isOver = false;
      let isPaused = false;
      let position = 0;
      const step = (): void => {
        if (isOver || isPaused) return;
        const piece = answer.pieces[position];
        position += 1;
        if (piece !== undefined) handler.onData(Buffer.from(piece.text));
        if (!isOver) next();
      };
      const next = (): void => {
        const piece = answer.pieces[position];
        if (piece !== undefined) {
          timer = env.timers.schedule(piece.afterMs, step);
          return;
        }
        isOver = true;
        handler.onEnd();
      };
      // A turn later, as a socket would: the caller has its exchange in hand by then.
      timer = env.timers.schedule(0, () => {
        handler.onHeaders(answer.status, { ...answer.headers });
        if (!isOver) next();
      });
      return {
        abort() {
          isOver = true;
          timer?.cancel();
        },
        pause() {
          isPaused = true;
        },
        resume() {
          if (!isPaused) return;
          isPaused = false;
          timer = env.timers.schedule(0, step);
        },
      };
    },
  };
}

function simulate(request: UpstreamRequest, env: Pick<Env, 'clock' | 'random'>) {
  const { provider, model } = request.deployment;
  if (provider.simulate === undefined)
    throw new TypeError(`${provider.id} is not a simulated provider`);
  const body = JSON.parse(request.body.toString()) as Record<string, unknown>;
  const { dialect, isStream } = request;
  return provider.simulate({ dialect, model, isStream, body, nowMs: env.clock.now() }, env.random);
}

/** Sends each request over the transport its provider needs. */
export function createTransport(real: Transport, simulated: Transport): Transport {
  return {
    send: (request: UpstreamRequest, handler: ExchangeHandler) =>
      (request.deployment.provider.simulate === undefined ? real : simulated).send(
        request,
        handler,
      ),
  };
}

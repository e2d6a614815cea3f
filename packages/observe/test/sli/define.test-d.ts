import { expectTypeOf } from 'vitest';
import { defineSli } from '../../src/sli/define.ts';

const plain = defineSli('job.run.quality');
plain.good();
expectTypeOf(plain.measure(() => 7)).toEqualTypeOf<number>();
expectTypeOf(plain.measure(async () => 'x')).toEqualTypeOf<Promise<string>>();
// @ts-expect-error nothing is declared
plain.good({ payment: 'card' });

const byPayment = defineSli('checkout.submit.latency', {
  thresholdMs: 300,
  attributes: { payment: ['card', 'invoice'], retried: ['yes', 'no'] },
});
byPayment.good({ payment: 'card', retried: 'no' });
byPayment.exclude('client_aborted', { payment: 'card', retried: 'no' });
byPayment.exclude('a_reason_of_its_own', { payment: 'card', retried: 'no' });
// @ts-expect-error not in the closed set
byPayment.good({ payment: 'cash', retried: 'no' });
// @ts-expect-error an attribute is missing
byPayment.good({ payment: 'card' });
// @ts-expect-error attributes are declared, so they must be given
byPayment.bad();
// @ts-expect-error an attribute nobody declared
byPayment.good({ payment: 'card', retried: 'no', user: '7' });

// @ts-expect-error a kind that does not exist
defineSli('checkout.submit.latenzy');
// @ts-expect-error capitals
defineSli('Checkout.submit.latency');

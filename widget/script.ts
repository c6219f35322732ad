/** Entry of the one-file scripts: a plain tag defines the elements and has nothing to import. */
import { documentStore } from './checkout/attempt-store.ts';
import './index.ts';
import { SCRIPT_SERVER } from './script-address.ts';

// A page may show no element to the buyer who comes back, and must hear of the payment all the same.
documentStore().arrive(SCRIPT_SERVER);

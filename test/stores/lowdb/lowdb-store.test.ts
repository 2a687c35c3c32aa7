import { describeStoreContract } from '../store-contract.ts';
import { openedLowdbStore } from './opened-lowdb-store.ts';

describeStoreContract('the lowdb store', openedLowdbStore);

/** Entry of the one-file scripts: a plain tag defines the elements and has nothing to import. */
import './index.ts';

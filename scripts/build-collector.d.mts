export declare const COLLECTOR_BINARY: string;

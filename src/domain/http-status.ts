/** Whether another attempt may get another answer: the server is busy or has a fault, and the request is not the reason. */
export const mayBeRetried = (status: number): boolean => status >= 500 || status === 429 || status === 408;

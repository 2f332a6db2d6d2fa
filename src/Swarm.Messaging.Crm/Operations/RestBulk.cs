namespace Swarm.Messaging.Crm.Operations;

/// <summary>Many of an operation in one call.</summary>
/// <param name="Call">Its body has <c>{{items}}</c> where the list goes.</param>
/// <param name="Item">What the list holds for each.</param>
/// <param name="Items">JSON pointer to the list of answers, in the same order; the call's result pointers begin at each.</param>
/// <param name="Ok">JSON pointer, from each, to whether it succeeded.</param>
/// <param name="Error">JSON pointer, from each, to why it did not.</param>
internal sealed record RestBulk(RestCall Call, JsonTemplate Item, string Items, string Ok, string Error, int Most);

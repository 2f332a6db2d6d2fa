namespace Swarm.Messaging.Crm.Operations;

/// <summary>How to see whether an operation has happened: it has when the pointer leads to something in the answer.</summary>
/// <param name="Done">JSON pointer; the result's pointers begin there.</param>
internal sealed record RestVerification(RestCall Call, string Done);

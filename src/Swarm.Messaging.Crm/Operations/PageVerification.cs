namespace Swarm.Messaging.Crm.Operations;

/// <summary>How to see whether an operation has happened: the steps lead there, and it has when the element is there.</summary>
/// <param name="Done">Selector.</param>
/// <param name="Then">When it has: steps that extract what the operation returns.</param>
internal sealed record PageVerification(IReadOnlyList<PageStep> Steps, Template Done, IReadOnlyList<PageStep> Then);

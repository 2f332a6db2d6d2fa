namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>A strategy somebody registered for a class of failures.</summary>
internal sealed record RecoveryStrategyChoice(string ErrorType, RecoveryStrategy Strategy);

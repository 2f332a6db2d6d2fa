namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>One execution that really began.</summary>
internal sealed record Execution(string TaskId, string LeaseToken, int ProcessId);

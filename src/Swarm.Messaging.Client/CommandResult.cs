using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client;

/// <summary>The answer to a command about an existing task: exactly one of the two is set.</summary>
public sealed record CommandResult(CommandDone? Done, CommandRejected? Rejected);

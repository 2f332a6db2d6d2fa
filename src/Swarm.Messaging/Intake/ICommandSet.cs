using System.Text.Json;

namespace Swarm.Messaging.Intake;

/// <summary>Commands that a capability answers itself, over every way commands come in. Registered as such, their queues are read without further ado.</summary>
internal interface ICommandSet
{
    IReadOnlyCollection<CommandQueue> Queues { get; }

    /// <returns>The answer: what was asked for, or <see cref="Contracts.Tasks.CommandRejected"/>. Throws only when store or bus are out of reach.</returns>
    Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation);
}

/// <param name="Command">Name of the message, e.g. <c>RegisterAgent</c>.</param>
/// <param name="Queue">Without the installation's prefix.</param>
/// <param name="AtATime">How many are in hand at a time.</param>
internal sealed record CommandQueue(string Command, string Queue, ushort AtATime);

using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>What a message that the system acts upon must be like. Judged before it is accepted: its sender hears at once what is wrong, and nothing was sent.</summary>
internal interface ISystemMessageRule
{
    /// <summary>The payload's <c>type</c>, one of <see cref="SystemMessageTypes"/>.</summary>
    string Type { get; }

    /// <summary>How it is made. Pure.</summary>
    /// <returns>Empty: the system can act upon it. Fields are named from the payload down, e.g. <c>payload.task.priority</c>.</returns>
    IReadOnlyList<Violation> Judge(SwarmMessage message);

    /// <summary>What the store knows of it, asked when it is well made. Nothing that may change once the message has been acted upon: sent again it is accepted again.</summary>
    /// <returns>Null: it may be sent.</returns>
    Task<MessageSent.Refused?> RefuseAsync(SwarmMessage message, CancellationToken cancellation) => Task.FromResult<MessageSent.Refused?>(null);
}

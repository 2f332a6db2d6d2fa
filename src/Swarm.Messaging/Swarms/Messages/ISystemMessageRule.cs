using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>What a message that the system acts upon must be like. Judged before it is accepted: its sender hears at once what is wrong, and nothing was sent. Pure.</summary>
internal interface ISystemMessageRule
{
    /// <summary>The payload's <c>type</c>, one of <see cref="SystemMessageTypes"/>.</summary>
    string Type { get; }

    /// <returns>Empty: the system can act upon it. Fields are named from the payload down, e.g. <c>payload.task.priority</c>.</returns>
    IReadOnlyList<Violation> Judge(SwarmMessage message);
}

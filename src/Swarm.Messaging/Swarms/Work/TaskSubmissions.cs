using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>Tasks in messages of the type <c>task_submission</c>, and the ids of those that name none. Pure.</summary>
internal sealed class TaskSubmissions(SwarmTaskReader reader) : ISystemMessageRule
{
    public string Type => SystemMessageTypes.TaskSubmission;

    public IReadOnlyList<Violation> Judge(SwarmMessage message) =>
        [.. (Read(message).Rejected?.Violations ?? []).Select(v => new Violation(v.Field, v.Value, v.Rule, v.Code))];

    public ReadSwarmTask Read(SwarmMessage message) => reader.ReadMessage(message.Payload, IdOf(message));

    /// <summary>Follows the message's id, so that its sender knows it, where that makes one.</summary>
    public static string IdOf(SwarmMessage message)
    {
        var found = new List<Violation>();
        var id = $"task_{message.Id}";
        CommandRules.CheckId(id, "taskId", required: true, found);
        return found.Count == 0 && id.Length <= SwarmTaskReader.LongestId ? id : OwnId(message);
    }

    /// <summary>No other message's: ids of messages are their sender's own, and two may use the same one.</summary>
    public static string OwnId(SwarmMessage message) => MessageIds.Answer(message, "task");
}

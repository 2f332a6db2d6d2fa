using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Client;

/// <summary>Which events to see; what is null does not restrict.</summary>
public sealed record TaskEventFilter
{
    public string? TaskId { get; init; }

    public string? Client { get; init; }

    /// <summary>Names such as <c>task.completed</c>.</summary>
    public IReadOnlyCollection<string>? Events { get; init; }

    public bool Matches(TaskEvent e) =>
        (TaskId is null || TaskId == e.TaskId) && (Client is null || Client == e.Client) && (Events is null || Events.Contains(e.Name));
}

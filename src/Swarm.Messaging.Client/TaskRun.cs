using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client;

/// <summary>How a run went. A closed set.</summary>
public abstract record TaskRun
{
    private TaskRun()
    {
    }

    /// <summary>It was done.</summary>
    public sealed record Completed(TaskDetails Task) : TaskRun
    {
        /// <summary>The result as a type of yours; property names are camelCase in JSON.</summary>
        /// <exception cref="JsonException">The result has another shape.</exception>
        public T? Result<T>() => Task.Result is { } json ? json.Deserialize<T>(JsonSerializerOptions.Web) : default;
    }

    /// <summary>It was given up; <see cref="TaskSummary.Reason"/> and the attempts say why.</summary>
    public sealed record DeadLettered(TaskDetails Task) : TaskRun;

    public sealed record Cancelled(TaskDetails Task) : TaskRun;

    /// <summary>It never became a task.</summary>
    public sealed record Rejected(CommandRejected Rejection) : TaskRun;

    internal static TaskRun Of(TaskDetails task) => task.State switch
    {
        TaskStates.Completed => new Completed(task),
        TaskStates.Cancelled => new Cancelled(task),
        _ => new DeadLettered(task),
    };
}

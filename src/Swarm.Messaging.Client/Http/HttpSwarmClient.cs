using System.Runtime.CompilerServices;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Client.Http;

/// <summary>The same over a host's HTTP API; no bus needed.</summary>
internal sealed class HttpSwarmClient(SwarmClientOptions options, TimeProvider time) : ISwarmClient, IDisposable
{
    private const int WaitSeconds = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SwarmHttp http = new(options);

    public async Task<SubmitResult> SubmitAsync(SubmitTask task, CancellationToken cancellation = default)
    {
        var (accepted, rejected) = await http.PostAsync<SubmissionAccepted>("api/tasks", Submissions.Named(task), cancellation).ConfigureAwait(false);
        return new SubmitResult { Accepted = accepted, Rejected = rejected };
    }

    public async Task<IReadOnlyList<SubmitResult>> SubmitManyAsync(IReadOnlyCollection<SubmitTask> tasks, CancellationToken cancellation = default)
    {
        var results = new List<SubmitResult>(tasks.Count);
        foreach (var message in Submissions.Messages(tasks))
        {
            var (answer, rejected) = await http.PostAsync<TasksSubmitted>(
                "api/tasks/bulk", new SubmitTasks { Tasks = message }, cancellation).ConfigureAwait(false);
            results.AddRange(answer?.Results ?? [.. message.Select(_ => new SubmitResult { Rejected = rejected })]);
        }

        return results;
    }

    public Task<TaskDetails?> GetAsync(string taskId, bool includePayload = false, CancellationToken cancellation = default) =>
        ReadAsync(taskId, includePayload ? "?payload=true" : "", TimeSpan.Zero, cancellation);

    public async Task<CommandResult> CancelAsync(string taskId, string? reason = null, CancellationToken cancellation = default)
    {
        var (done, rejected) = await http.PostAsync<CommandDone>(
            $"api/tasks/{Uri.EscapeDataString(taskId)}/cancel", new CancelTask { TaskId = taskId, Reason = reason }, cancellation).ConfigureAwait(false);
        return new CommandResult(done, rejected);
    }

    public async Task<TaskDetails?> WaitForEndAsync(string taskId, CancellationToken cancellation = default)
    {
        while (true)
        {
            try
            {
                var task = await ReadAsync(taskId, $"?wait={WaitSeconds}", TimeSpan.FromSeconds(WaitSeconds), cancellation).ConfigureAwait(false);
                if (task is null || TaskStates.IsEnd(task.State))
                    return task;
            }
            catch (SwarmClientException e) when (e.Transient)
            {
                // The host is away; the task is not.
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    public async Task<WorkflowSubmitted> SubmitWorkflowAsync(SubmitWorkflow workflow, CancellationToken cancellation = default)
    {
        var (accepted, rejected) = await http.PostAsync<WorkflowAccepted>("api/workflows", workflow, cancellation).ConfigureAwait(false);
        return new WorkflowSubmitted(accepted, rejected);
    }

    public async Task<WorkflowDetails?> GetWorkflowAsync(string executionId, bool includeResults = false, CancellationToken cancellation = default)
    {
        var (run, _) = await http.GetAsync<WorkflowDetails>(
            $"api/workflows/{Uri.EscapeDataString(executionId)}{(includeResults ? "?results=true" : "")}", TimeSpan.Zero, cancellation).ConfigureAwait(false);
        return run;
    }

    public Task<TaskRun> RunAsync(SubmitTask task, CancellationToken cancellation = default) => Submissions.RunAsync(this, task, cancellation);

    public async IAsyncEnumerable<TaskEvent> WatchAsync(
        TaskEventFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            await foreach (var e in http.EventsAsync(filter, cancellation).ConfigureAwait(false))
            {
                if (filter is null || filter.Matches(e))
                    yield return e;
            }

            // The stream ended: the host stopped, or a proxy cut it.
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<TaskDetails?> ReadAsync(string taskId, string query, TimeSpan longer, CancellationToken cancellation)
    {
        var (task, _) = await http.GetAsync<TaskDetails>($"api/tasks/{Uri.EscapeDataString(taskId)}{query}", longer, cancellation).ConfigureAwait(false);
        return task;
    }
}

using System.Runtime.CompilerServices;
using MassTransit;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Client.Bus;

/// <summary>Commands as MassTransit requests to the command queues.</summary>
internal sealed class BusSwarmClient(IBus bus, SwarmClientOptions options, TimeProvider time) : ISwarmClient, IAsyncDisposable
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(5);

    private readonly Answers answers = new(bus, options.Prefix, options.Timeout, time);
    private readonly EventFeed feed = new(bus, SwarmNames.In(options.Prefix, SwarmNames.TaskEvents));

    public async Task<SubmitResult> SubmitAsync(SubmitTask task, CancellationToken cancellation = default)
    {
        var (accepted, rejected) = await AskAsync<SubmitTask, SubmissionAccepted>(SwarmNames.SubmitTask, Submissions.Named(task), cancellation).ConfigureAwait(false);
        return new SubmitResult { Accepted = accepted, Rejected = rejected };
    }

    public async Task<IReadOnlyList<SubmitResult>> SubmitManyAsync(IReadOnlyCollection<SubmitTask> tasks, CancellationToken cancellation = default)
    {
        var results = new List<SubmitResult>(tasks.Count);
        foreach (var message in Submissions.Messages(tasks))
        {
            var (answer, rejected) = await AskAsync<SubmitTasks, TasksSubmitted>(
                SwarmNames.SubmitTasks, new SubmitTasks { Tasks = message }, cancellation).ConfigureAwait(false);
            results.AddRange(answer?.Results ?? [.. message.Select(_ => new SubmitResult { Rejected = rejected })]);
        }

        return results;
    }

    public async Task<TaskDetails?> GetAsync(string taskId, bool includePayload = false, CancellationToken cancellation = default)
    {
        var (task, _) = await AskAsync<GetTask, TaskDetails>(
            SwarmNames.GetTask, new GetTask { TaskId = taskId, IncludePayload = includePayload }, cancellation).ConfigureAwait(false);
        return task;
    }

    public async Task<CommandResult> CancelAsync(string taskId, string? reason = null, CancellationToken cancellation = default)
    {
        var (done, rejected) = await AskAsync<CancelTask, CommandDone>(
            SwarmNames.CancelTask, new CancelTask { TaskId = taskId, Reason = reason }, cancellation).ConfigureAwait(false);
        return new CommandResult(done, rejected);
    }

    public async Task<TaskDetails?> WaitForEndAsync(string taskId, CancellationToken cancellation = default)
    {
        // First the ear, then the look: an end in between is heard.
        using var listener = feed.Listen();
        await feed.ReadyAsync(options.Timeout, time, cancellation).ConfigureAwait(false);
        for (var pause = FirstLook; ; pause = pause * 2 < LastLook ? pause * 2 : LastLook)
        {
            try
            {
                if (await GetAsync(taskId, cancellation: cancellation).ConfigureAwait(false) is not { } task)
                    return null;
                if (TaskStates.IsEnd(task.State))
                    return task;
            }
            catch (SwarmClientException e) when (e.Transient)
            {
                // The system is away; the task is not.
            }

            await listener.HeardEndAsync(taskId, pause, time, cancellation).ConfigureAwait(false);
        }
    }

    public async Task<WorkflowSubmitted> SubmitWorkflowAsync(SubmitWorkflow workflow, CancellationToken cancellation = default)
    {
        var (accepted, rejected) = await AskAsync<SubmitWorkflow, WorkflowAccepted>(SwarmNames.SubmitWorkflow, workflow, cancellation).ConfigureAwait(false);
        return new WorkflowSubmitted(accepted, rejected);
    }

    public async Task<WorkflowDetails?> GetWorkflowAsync(string executionId, bool includeResults = false, CancellationToken cancellation = default)
    {
        var (run, _) = await AskAsync<GetWorkflow, WorkflowDetails>(
            SwarmNames.GetWorkflow, new GetWorkflow { ExecutionId = executionId, IncludeResults = includeResults }, cancellation).ConfigureAwait(false);
        return run;
    }

    public Task<TaskRun> RunAsync(SubmitTask task, CancellationToken cancellation = default) => Submissions.RunAsync(this, task, cancellation);

    public async IAsyncEnumerable<TaskEvent> WatchAsync(
        TaskEventFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var listener = feed.Listen();
        await feed.ReadyAsync(options.Timeout, time, cancellation).ConfigureAwait(false);
        await foreach (var e in listener.ReadAsync(cancellation).ConfigureAwait(false))
        {
            if (filter is null || filter.Matches(e))
                yield return e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await feed.DisposeAsync().ConfigureAwait(false);
        await answers.DisposeAsync().ConfigureAwait(false);
    }

    private Task<(TAnswer? Answer, CommandRejected? Rejected)> AskAsync<TCommand, TAnswer>(string queue, TCommand command, CancellationToken cancellation)
        where TCommand : class
        where TAnswer : class => answers.AskAsync<TCommand, TAnswer>(queue, command, cancellation);
}

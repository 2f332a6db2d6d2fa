using System.Runtime.InteropServices;
using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>One attempt in its handler, bounded by its time and its lease.</summary>
internal static class AgentExecution
{
    private const int MaxResultBytes = 1_048_576;

    /// <summary>Levels. A host reads 64, and a report has some of its own.</summary>
    private const int MaxResultDepth = 60;

    /// <param name="holds">Whether it certainly holds its lease.</param>
    /// <param name="hide">Takes secrets out of a text.</param>
    /// <returns>Null when the lease was taken away: then nothing is to be said.</returns>
    public static async Task<TaskReport?> RunAsync(
        AgentAttempt attempt, ISwarmAgentHandler? handler, AgentReports reports, Func<bool> holds, TimeProvider time, Func<string, string> hide, Action<Exception> threw)
    {
        var task = attempt.Task;
        if (handler is null)
            return Failed(attempt, new TaskError("no_handler", $"This agent has no handler for {task.Kind}/{task.Operation}; another may have."));
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(task.TimeoutMs), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(attempt.Stop, timeout.Token);
        try
        {
            // A handler that does not listen holds its slot, but its task ends in time.
            var result = await handler.HandleAsync(Of(task, new AgentProgress(attempt, reports, time), holds), stop.Token).ConfigureAwait(false);
            return attempt.Stop.IsCancellationRequested ? null : Hidden(Of(attempt, result) with { RateLimit = result.RateLimit }, hide);
        }
        catch (OperationCanceledException) when (attempt.Stop.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Failed(attempt, new TaskError(InDoubtErrors.Timeout, $"The execution did not end within {task.TimeoutMs} ms and was stopped."));
        }
        catch (Exception e)
        {
            threw(e);
            // How far it had come nobody says.
            return Hidden(Failed(attempt, new TaskError(e.GetType().Name, e.Message, e.StackTrace, InDoubt: task.Repeatable == false ? true : null)), hide);
        }
    }

    private static AgentTask Of(ExecuteTask task, AgentProgress progress, Func<bool> holds) => new()
    {
        TaskId = task.TaskId, Client = task.Client, Kind = task.Kind, Operation = task.Operation, Attempt = task.Attempt, Run = task.Run,
        IdempotencyKey = task.IdempotencyKey, SessionId = task.SessionId, BatchId = task.BatchId, Timeout = TimeSpan.FromMilliseconds(task.TimeoutMs), Payload = task.Payload, Progress = progress.Report,
        HoldsLease = holds,
    };

    private static TaskReport Of(AgentAttempt attempt, AgentResult result) => result switch
    {
        AgentResult.Succeeded { Result: { } json } when JsonMarshal.GetRawUtf8Value(json).Length is var bytes and > MaxResultBytes => Failed(attempt, new TaskError(
            "result_too_large", $"The result has {bytes} bytes; at most {MaxResultBytes} are stored. Store it elsewhere and return a reference.", null, false,
            InDoubt: attempt.Task.Repeatable == false ? true : null)),
        AgentResult.Succeeded { Result: { } json } when !IsWithinDepth(json) => Failed(attempt, new TaskError(
            "result_too_deep", $"The result has more than {MaxResultDepth} levels, which hosts do not read. Store it elsewhere and return a reference.", null, false,
            InDoubt: attempt.Task.Repeatable == false ? true : null)),
        AgentResult.Succeeded done => attempt.Report(ReportKinds.Succeeded) with { Result = done.Result },
        AgentResult.Failed failed => Failed(attempt, failed.Error),
        AgentResult.Refused refused => attempt.Report(ReportKinds.Refused) with { Reason = refused.Reason },
        _ => throw new InvalidOperationException($"Unknown result {result.GetType().Name}."),
    };

    private static bool IsWithinDepth(JsonElement result)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(result), new JsonReaderOptions { MaxDepth = MaxResultDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static TaskReport Hidden(TaskReport report, Func<string, string> hide) => report with
    {
        Error = report.Error is { } error ? error with { Message = hide(error.Message), Stack = error.Stack is { } stack ? hide(stack) : null } : null,
        Reason = report.Reason is { } reason ? hide(reason) : null,
    };

    private static TaskReport Failed(AgentAttempt attempt, TaskError error) => attempt.Report(ReportKinds.Failed) with { Error = error };
}

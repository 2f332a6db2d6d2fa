using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>Takes attempts, asks whether they may still begin, and runs them: never more at a time than the agent has capacity.</summary>
internal sealed partial class AgentRunner(
    IAgentLink link,
    AgentAttempts attempts,
    AgentReports reports,
    SwarmAgentOptions options,
    IServiceProvider services,
    TimeProvider time,
    ILogger<AgentRunner> log) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly AgentHandlers handlers = new(options, services);
    private readonly Channel<AgentAttempt> queue = Channel.CreateUnbounded<AgentAttempt>();
    private readonly SemaphoreSlim slots = new(options.MaxCapacity);
    private volatile string? leaving;

    /// <summary>What the queue brought. A token that is held already is the same attempt again.</summary>
    public void Take(ExecuteTasks message)
    {
        foreach (var token in message.Revoked)
            attempts.Revoke(token);
        foreach (var session in options.SessionEnded is null ? [] : message.EndedSessions)
            _ = Task.Run(() => EndAsync(session), CancellationToken.None);
        foreach (var task in message.Tasks)
        {
            if (attempts.TryHold(task) is { } attempt)
                queue.Writer.TryWrite(attempt);
        }

        if (leaving is { } reason)
            ReturnWaiting(reason);
    }

    /// <summary>Begins attempts as there is capacity, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await queue.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            await slots.WaitAsync(cancellation).ConfigureAwait(false);
            var batch = new List<AgentAttempt>();
            var permits = 1;
            while (queue.Reader.TryRead(out var attempt))
            {
                if (attempt.Stop.IsCancellationRequested)
                    continue;
                batch.Add(attempt);
                if (!await slots.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
                    break;
                permits++;
            }

            if (permits > batch.Count)
                slots.Release(permits - batch.Count);
            try
            {
                await BeginAsync(batch, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Not begun: back to where Leave finds it.
                batch.ForEach(attempt => queue.Writer.TryWrite(attempt));
                throw;
            }
        }
    }

    /// <summary>Gives back what has not begun, and whatever still comes.</summary>
    public void Leave(string reason)
    {
        leaving = reason;
        ReturnWaiting(reason);
    }

    /// <summary>Takes work again.</summary>
    public void Stay() => leaving = null;

    public void Dispose() => slots.Dispose();

    private void ReturnWaiting(string reason)
    {
        while (queue.Reader.TryRead(out var attempt))
        {
            if (attempt.TryEnd(time.GetTimestamp()))
                reports.Send(attempt.Report(ReportKinds.Returned) with { Reason = reason });
        }
    }

    private async Task BeginAsync(List<AgentAttempt> batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
            return;
        var question = new StartAttempts { AgentId = options.AgentId, Tokens = [.. batch.Select(a => a.Token)], Call = Guid.NewGuid().ToString("N") };
        HashSet<string> may;
        long asked;
        while (true)
        {
            try
            {
                asked = attempts.Now;
                may = [.. (await link.StartAsync(question, cancellation).ConfigureAwait(false)).Tokens];
                break;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // The same question again has the same answer, whether or not it took effect.
                NotAnswered(options.AgentId, batch.Count, e.Message);
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            }
        }

        attempts.Renewed(may, asked);
        foreach (var attempt in batch)
        {
            if (may.Contains(attempt.Token))
            {
                _ = Task.Run(() => RunOneAsync(attempt), CancellationToken.None);
                continue;
            }

            attempts.Revoke(attempt.Token);
            slots.Release();
        }
    }

    private async Task EndAsync(string session)
    {
        try
        {
            await options.SessionEnded!(services, session).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            NotEnded(session, e);
        }
    }

    private async Task RunOneAsync(AgentAttempt attempt)
    {
        try
        {
            if (!attempt.TryBegin())
                return;
            reports.Send(attempt.Report(ReportKinds.Started));
            var report = await AgentExecution.RunAsync(
                attempt, handlers.Find(attempt.Task.Kind, attempt.Task.Operation), reports, () => attempts.Holds(attempt), time, text => Hide(attempt.Task, text), failure => Threw(attempt.Task, failure)).ConfigureAwait(false);
            if (report is not null && attempt.TryEnd(time.GetTimestamp()))
                reports.Send(report);
        }
        finally
        {
            slots.Release();
        }
    }

    private string Hide(ExecuteTask task, string text)
    {
        try
        {
            return options.Hide?.Invoke(services, task.Client, text) ?? text;
        }
        catch (Exception e)
        {
            return $"What it said is left out, since secrets could not be taken out of it ({e.GetType().Name}).";
        }
    }

    /// <summary>A log writes all of an exception: one with secrets in it goes in words.</summary>
    private void Threw(ExecuteTask task, Exception failure)
    {
        var all = failure.ToString();
        if (Hide(task, all) == all)
            Threw(task.TaskId, task.Operation, failure);
        else
            ThrewSecrets(task.TaskId, task.Operation, failure.GetType().Name, Hide(task, failure.Message));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} could not learn whether it may begin {Count} attempts and asks again: {Error}")]
    private partial void NotAnswered(string agentId, int count, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId} has ended, and what is open for it could not be closed")]
    private partial void NotEnded(string sessionId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler threw on {TaskId} ({Operation}): the attempt counts as failed")]
    private partial void Threw(string taskId, string operation, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler threw on {TaskId} ({Operation}): the attempt counts as failed. {Type}: {Error}")]
    private partial void ThrewSecrets(string taskId, string operation, string type, string error);
}

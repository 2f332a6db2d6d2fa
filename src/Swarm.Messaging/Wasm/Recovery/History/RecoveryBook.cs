using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>
/// Writes down what the events of tasks say about errors and recoveries: history, counts, channels and the alert. Each event once,
/// however often it is told.
/// </summary>
internal sealed partial class RecoveryBook(
    ErrorClassifier classifier, RecoveryRecords records, ErrorHistory history, RecoveryStatistics statistics, ActiveRecoveries active,
    FailedRecoveries failed, RecoveryNews news, ISharedDocuments documents, ILogger<RecoveryBook> log)
{
    private const int MostMessage = 1_000;
    private const int MostStack = 2_000;

    private static readonly TimeSpan ToldAgain = TimeSpan.FromHours(1);

    /// <returns>Whether something was written. What throws here can be tried again: nothing was counted yet.</returns>
    public async Task<bool> WriteAsync(TaskEvent e, CancellationToken cancellation)
    {
        var record = await records.ReadAsync(e.TaskId, cancellation).ConfigureAwait(false);
        if (!IsOfRecovery(e, record)
            || !await documents.ClaimAsync($"swarm-messaging:recoveries:told:{e.TaskId}:{e.Version}", ToldAgain, cancellation).ConfigureAwait(false))
            return false;
        try
        {
            await WriteAsync(e, record, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            // Rather counted in part than twice.
            WrittenInPart(e.Name, e.TaskId, error);
        }

        return true;
    }

    private Task WriteAsync(TaskEvent e, TaskRecord record, CancellationToken cancellation) => e switch
    {
        TaskRetryScheduled retry => RetryAsync(retry, record, cancellation),
        TaskRerouted { Cause: "fallback" } fallback => FallbackAsync(fallback, record, cancellation),
        TaskRerouted reroute => news.EmergencyAsync(
            reroute, record.Fallback, reroute.ErrorType, reroute.Message, reroute.TargetId, critical: false, cancellation),
        TaskCompleted completed => CompletedAsync(completed, record, cancellation),
        TaskDeadLettered dead => DeadAsync(dead, record, cancellation),
        _ => CancelledAsync(e, cancellation),
    };

    private static bool IsOfRecovery(TaskEvent e, TaskRecord record) => e switch
    {
        TaskRetryScheduled retry => retry.Recovery is not null,
        TaskRerouted { Cause: "fallback" } => true,
        TaskRerouted => record.Fallback is not null,
        // The very execution that completed was a recovery; after a fallback there is no report for it.
        TaskCompleted => record.Reports.ContainsKey(e.Attempt),
        TaskDeadLettered => record.Fallback is not null || record.Details.ContainsKey(e.Attempt) || record.Reports.ContainsKey(e.Attempt),
        TaskCancelled => true,
        _ => false,
    };

    private async Task RetryAsync(TaskRetryScheduled e, TaskRecord record, CancellationToken cancellation)
    {
        var order = e.Recovery!;
        var found = classifier.Classify(null, order.ErrorType, e.Message);
        if (order.Attempt == 1)
            await active.BeginAsync(e.TaskId, e.At, cancellation).ConfigureAwait(false);
        await FailedAsync(e, found, e.Message, e.InstanceId, e.TargetId, record, order.Strategy, null, null, cancellation).ConfigureAwait(false);
    }

    private async Task FallbackAsync(TaskRerouted e, TaskRecord record, CancellationToken cancellation)
    {
        var found = classifier.Classify(null, e.ErrorType, e.Message);
        var (id, type) = (ErrorIds.Of(e.TaskId, e.Attempt), e.FallbackType ?? FallbackTypes.RegularAgent);
        await records.WriteFallbackAsync(e.TaskId, new TaskFallback(type, id), cancellation).ConfigureAwait(false);
        var result = Result(record, false, await DurationAsync(e, record, cancellation).ConfigureAwait(false), type, null);
        await FailedAsync(e, found, e.Message, e.InstanceId, e.TargetId, record, null, type, null, cancellation).ConfigureAwait(false);
        await statistics.FallbackAsync(cancellation).ConfigureAwait(false);
        WentToFallback(e.TaskId, type, found.Type, result.Attempts, result.Duration, id);
        await news.FallbackAsync(id, e with { FallbackType = type }, found, result, cancellation).ConfigureAwait(false);
        if (result.Attempts > 0)
            await failed.FailedAsync(found.Type, cancellation).ConfigureAwait(false);
    }

    private async Task CompletedAsync(TaskCompleted e, TaskRecord record, CancellationToken cancellation)
    {
        var last = record.Reports[e.Attempt];
        var (id, found) = (ErrorIds.Of(e.TaskId, e.Attempt - 1), classifier.Classify(null, last.ErrorType, null));
        var result = Result(record, true, await DurationAsync(e, record, cancellation).ConfigureAwait(false), null, null);
        await statistics.RecoveredAsync(TimeSpan.FromMilliseconds(result.Duration), cancellation).ConfigureAwait(false);
        Recovered(e.TaskId, found.Type, last.Strategy, result.Attempts, result.Duration, id);
        await news.RecoveredAsync(id, e, last, found, result, cancellation).ConfigureAwait(false);
        await failed.SucceededAsync(found.Type, cancellation).ConfigureAwait(false);
        await records.ForgetAsync(e.TaskId, cancellation).ConfigureAwait(false);
    }

    /// <summary>A failed fallback, or a failure that had none: nothing of ours is left to try.</summary>
    private async Task DeadAsync(TaskDeadLettered e, TaskRecord record, CancellationToken cancellation)
    {
        var found = classifier.Classify(null, e.ErrorType, e.Message);
        var result = Result(record, false, await DurationAsync(e, record, cancellation).ConfigureAwait(false), record.Fallback?.Type, true);
        await statistics.CriticalAsync(cancellation).ConfigureAwait(false);
        if (record.Fallback is null)
        {
            var instance = record.Details.GetValueOrDefault(e.Attempt)?.InstanceId;
            await FailedAsync(e, found, e.Message, instance, null, record, null, null, true, cancellation).ConfigureAwait(false);
            await news.HandledAsync(ErrorIds.Of(e.TaskId, e.Attempt), e.TaskId, instance, found, result, cancellation).ConfigureAwait(false);
        }

        Critical(e.TaskId, e.Reason, found.Type, record.Fallback?.Type, result.Duration);
        await news.EmergencyAsync(e, record.Fallback, e.ErrorType, e.Message, null, critical: true, cancellation).ConfigureAwait(false);
        await failed.FailedAsync(found.Type, cancellation).ConfigureAwait(false);
        await records.ForgetAsync(e.TaskId, cancellation).ConfigureAwait(false);
    }

    private async Task CancelledAsync(TaskEvent e, CancellationToken cancellation)
    {
        await active.EndAsync(e.TaskId, cancellation).ConfigureAwait(false);
        await records.ForgetAsync(e.TaskId, cancellation).ConfigureAwait(false);
    }

    private async Task FailedAsync(
        TaskEvent e, ErrorClassification found, string? message, string? instanceId, string? targetId, TaskRecord record,
        string? strategy, string? fallback, bool? critical, CancellationToken cancellation)
    {
        var detail = record.Details.GetValueOrDefault(e.Attempt);
        var instance = instanceId ?? detail?.InstanceId;
        await statistics.FailedAsync(found.Type, instance, cancellation).ConfigureAwait(false);
        var context = new ErrorContext(
            e.TaskId, e.Client, e.Operation, e.Attempt, targetId, detail?.HostId, detail?.Trap, strategy, fallback, critical);
        await history.AddAsync(
            new ErrorRecord(
                ErrorIds.Of(e.TaskId, e.Attempt), Cut(message, MostMessage) ?? "", Cut(detail?.Stack, MostStack), context, found,
                e.At.ToUnixTimeMilliseconds(), instance),
            cancellation).ConfigureAwait(false);
    }

    private async Task<double> DurationAsync(TaskEvent e, TaskRecord record, CancellationToken cancellation)
    {
        var since = await active.EndAsync(e.TaskId, cancellation).ConfigureAwait(false) ?? record.RecoveringSince ?? e.At;
        return Math.Round(Math.Max(0, (e.At - since).TotalMilliseconds), 1);
    }

    private static RecoveryResult Result(TaskRecord record, bool success, double duration, string? fallback, bool? critical)
    {
        var reports = record.InOrder;
        return new RecoveryResult(
            success, (reports.Count == 0 ? null : reports[^1].Strategy), reports.Count, [.. reports.SelectMany(r => r.ActionsExecuted)], fallback, duration, critical);
    }

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..most];

    [LoggerMessage(Level = LogLevel.Information, Message = "{TaskId} is recovered from {ErrorType} by {Strategy} in {Attempts} attempts, {ElapsedMs:0} ms after its first failure [{ErrorId}]")]
    private partial void Recovered(string taskId, string errorType, string strategy, int attempts, double elapsedMs, string errorId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{TaskId} leaves WebAssembly for a {FallbackType}: {ErrorType} after {Attempts} recovery attempts, {ElapsedMs:0} ms after its first failure [{ErrorId}]")]
    private partial void WentToFallback(string taskId, string fallbackType, string errorType, int attempts, double elapsedMs, string errorId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Event} of {TaskId} is in the error history in part")]
    private partial void WrittenInPart(string @event, string taskId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Critical failure of {TaskId} ({Reason}): {ErrorType}, fallback {FallbackType}, {ElapsedMs:0} ms after its first failure; it is a dead letter")]
    private partial void Critical(string taskId, string reason, string errorType, string? fallbackType, double elapsedMs);
}

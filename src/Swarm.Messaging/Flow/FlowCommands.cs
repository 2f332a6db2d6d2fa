using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Flow;

/// <summary>How fast work may go, as operators say it, whichever way that came.</summary>
internal sealed partial class FlowCommands(
    IFlowStore store, IEnumerable<IFlowKeySource> sources, PlacementNewsQueue news, TimeProvider time, ILogger<FlowCommands> log) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(SetLimit), SwarmNames.SetLimit, 1),
        new(nameof(PauseDispatch), SwarmNames.PauseDispatch, 1),
        new(nameof(ResumeDispatch), SwarmNames.ResumeDispatch, 1),
        new(nameof(GetLimits), SwarmNames.GetLimits, 1),
    ];

    private IReadOnlyCollection<string> Own => [.. sources.SelectMany(s => s.Names)];

    /// <returns><see cref="DispatchLimits"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation) => command switch
    {
        nameof(SetLimit) => await SetAsync(message, origin, cancellation).ConfigureAwait(false),
        nameof(PauseDispatch) => await PauseAsync(message, origin, cancellation).ConfigureAwait(false),
        nameof(ResumeDispatch) => await ResumeAsync(message, origin, cancellation).ConfigureAwait(false),
        _ => await GetAsync(message, cancellation).ConfigureAwait(false),
    };

    private async Task<object> GetAsync(JsonElement message, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        FlowReader.Get(message, found);
        return found.Count > 0 ? CommandRules.Reject(nameof(GetLimits), null, found) : await AnswerAsync(null, cancellation).ConfigureAwait(false);
    }

    private async Task<object> SetAsync(JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var limit = FlowReader.Limit(message, found, Own, out var key);
        if (found.Count > 0)
            return CommandRules.Reject(nameof(SetLimit), null, found);
        news.Add(limit is null
            ? await store.RemoveLimitAsync(key, cancellation).ConfigureAwait(false)
            : await store.SetLimitAsync(limit, cancellation).ConfigureAwait(false));
        if (limit is null)
            Removed(key, origin.Source);
        else
            Set(key, limit.Concurrency, string.Join(", ", limit.Rates.Select(r => $"{r.Starts} in {r.Per}")), limit.Weight, origin.Source);
        return await AnswerAsync(true, cancellation).ConfigureAwait(false);
    }

    private async Task<object> PauseAsync(JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var pause = FlowReader.Pause(message, found, Own, origin.Source, time.GetUtcNow());
        if (found.Count > 0)
            return CommandRules.Reject(nameof(PauseDispatch), null, found);
        var done = await store.PauseAsync(pause, cancellation).ConfigureAwait(false);
        news.Add(done.News);
        Paused(pause.Key, pause.Until, pause.Reason, origin.Source);
        return await AnswerAsync(done.Changed, cancellation).ConfigureAwait(false);
    }

    private async Task<object> ResumeAsync(JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var key = FlowReader.Resume(message, found);
        if (found.Count > 0)
            return CommandRules.Reject(nameof(ResumeDispatch), null, found);
        var done = await store.ResumeAsync(key, cancellation).ConfigureAwait(false);
        news.Add(done.News);
        if (done.Changed)
            Resumed(key, origin.Source);
        return await AnswerAsync(done.Changed, cancellation).ConfigureAwait(false);
    }

    private async Task<DispatchLimits> AnswerAsync(bool? changed, CancellationToken cancellation) => new()
    {
        Changed = changed, Limits = [.. (await store.ListAsync(cancellation).ConfigureAwait(false)).Select(View)],
    };

    private static DispatchLimit View(FlowReport report) => new(
        report.Key,
        report.Limit?.Concurrency,
        report.Held,
        [.. (report.Limit?.Rates ?? []).Zip(report.Used, (rate, used) => new RateUse(rate.Starts, (long)rate.Per.TotalMilliseconds, used))],
        report.Limit?.Weight ?? 1,
        report.Limit?.Told ?? false,
        report.Limit?.Default ?? false,
        report.Pause is { } pause ? new DispatchPause(pause.Until, pause.Reason, pause.By, pause.At) : null,
        report.RestUntil,
        report.Waiting);

    [LoggerMessage(Level = LogLevel.Information, Message = "Limit {Key} is now {Concurrency} at a time, {Rates}, weight {Weight}; by {Source}")]
    private partial void Set(string key, int? concurrency, string rates, decimal weight, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Limit {Key} is removed; by {Source}")]
    private partial void Removed(string key, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dispatch of {Key} is paused until {Until:O} ({Reason}); by {Source}")]
    private partial void Paused(string key, DateTimeOffset? until, string? reason, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dispatch of {Key} goes on; by {Source}")]
    private partial void Resumed(string key, string source);
}

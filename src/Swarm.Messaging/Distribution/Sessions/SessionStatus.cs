using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>Area <c>sessions</c>, and the list of the API.</summary>
internal sealed class SessionStatus(ISessionStore sessions, IOptions<DistributionOptions> options) : IStatusSource
{
    public string Area => "sessions";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await ReadAsync(cancellation).ConfigureAwait(false);

    public async Task<SessionsReport> ReadAsync(CancellationToken cancellation)
    {
        var all = await sessions.ListAsync(cancellation).ConfigureAwait(false);
        var figures = await sessions.FiguresAsync(cancellation).ConfigureAwait(false);
        return new SessionsReport(
            all.Count,
            all.Count(s => s.Draining),
            all.Sum(s => s.Active),
            HealthCounts.Of(all, options.Value),
            all.Count == 0 ? 0 : Math.Round(all.Average(s => s.Health), 3),
            figures.Choices,
            figures.AffinityHits,
            figures.Choices == 0 ? 0 : Math.Round((double)figures.AffinityHits / figures.Choices, 3),
            figures.Opened,
            [.. all.Select(s => SessionViews.Of(s, options.Value))]);
    }
}

/// <param name="Sessions">Known now, draining ones included.</param>
/// <param name="Active">Tasks that run in one.</param>
/// <param name="Choices">Tasks with a client that were given a session.</param>
/// <param name="AffinityHits">Of those, in the session that the client had before.</param>
/// <param name="Opened">Sessions opened because none would do.</param>
/// <param name="List">The longest unused first.</param>
internal sealed record SessionsReport(
    int Sessions, int Draining, int Active, HealthCounts Health, decimal AverageHealth, long Choices, long AffinityHits, double AffinityHitRate, long Opened,
    IReadOnlyList<BrowserSession> List);

/// <summary>Sessions by how well they do.</summary>
internal sealed record HealthCounts(int Healthy, int Degraded, int Unhealthy)
{
    public static HealthCounts Of(IReadOnlyList<SessionReport> sessions, DistributionOptions options) => new(
        sessions.Count(s => SessionHealth.Of(s.Health, options) == SessionHealth.Healthy),
        sessions.Count(s => SessionHealth.Of(s.Health, options) == SessionHealth.Degraded),
        sessions.Count(s => SessionHealth.Of(s.Health, options) == SessionHealth.Unhealthy));
}

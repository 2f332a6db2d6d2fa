using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using Swarm.Messaging.Metrics;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Http;

/// <summary>
/// <c>/metrics</c> for Prometheus: what this host counted, and how the installation stands. The latter is asked of the store when somebody
/// scrapes, not before.
/// </summary>
internal sealed class MetricsPage
{
    public const string Path = "/metrics";

    private readonly TaskQueries queries;
    private readonly IPlacementStore placement;
    private IReadOnlyDictionary<string, long> tasks = new Dictionary<string, long>();
    private PlacementReport? places;

    public MetricsPage(TaskQueries queries, IPlacementStore placement, HostMeter meter)
    {
        (this.queries, this.placement) = (queries, placement);
        meter.Observe("swarm.tasks", "Tasks kept, by state.", () => tasks.Select(t => new Measurement<long>(t.Value, Tag("state", t.Key))));
        meter.Observe("swarm.placement.waiting", "Tasks that wait for a slot, by queue.",
            () => (places?.Queues ?? []).Select(q => new Measurement<long>(q.Waiting, Tag("queue", q.Queue))));
        meter.Observe("swarm.placement.used", "Slots in use, by target.", () => Targets(t => t.Used));
        meter.Observe("swarm.placement.slots", "Slots, by target.", () => Targets(t => t.Slots));
    }

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<MetricsPage>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(HostMeter.Name, "System.Runtime")
            .AddPrometheusExporter());
    }

    public static void Map(WebApplication app) => app.UseOpenTelemetryPrometheusScrapingEndpoint(
        meterProvider: null, predicate: http => http.Request.Path == Path, path: null, optionsName: null,
        configureBranchedPipeline: branch => branch.Use(async (http, next) =>
        {
            await http.RequestServices.GetRequiredService<MetricsPage>().LookAsync(http.RequestAborted);
            await next(http);
        }));

    private async Task LookAsync(CancellationToken cancellation)
    {
        tasks = await queries.CountAsync(cancellation).ConfigureAwait(false);
        places = await placement.ReportAsync(cancellation).ConfigureAwait(false);
    }

    private IEnumerable<Measurement<long>> Targets(Func<TargetReport, long> value) =>
        (places?.Targets ?? []).Select(t => new Measurement<long>(value(t), Tag("target", t.TargetId)));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}

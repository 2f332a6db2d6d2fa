using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Nodes;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Integration.Tests.Workflows.Runner;

/// <summary>Hosts with workers as a test needs them, and tasks of nodes without a workflow.</summary>
internal static class RunnerHost
{
    public static Task<WorkflowHost> StartAsync(int redisPort, Action<RunnerOptions>? runner = null, Action<IServiceCollection>? configure = null) => WorkflowHost.StartAsync(
        redisPort, configure: services =>
        {
            services.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1,localhost");
            services.Configure<RunnerOptions>(o =>
            {
                o.EnableAutoScaling = false;
                runner?.Invoke(o);
            });
            configure?.Invoke(services);
        });

    public static NodePool Pool(this WorkflowHost host) => host.Spine.Get<NodePool>();

    public static Task<RunnerReport> LookAsync(this WorkflowHost host) => host.Spine.Get<RunnerReports>().LookAsync(CancellationToken.None);

    /// <summary>As placement knows it.</summary>
    public static async Task<int> SlotsAsync(this WorkflowHost host)
    {
        await host.Spine.Get<TargetOffers>().RunOnceAsync(CancellationToken.None);
        var report = await host.Spine.Get<IPlacementStore>().ReportAsync(CancellationToken.None);
        return report.Targets.Single(t => t.TargetId.StartsWith($"{NodeExecutor.KindName}-", StringComparison.Ordinal)).Slots;
    }

    public static SubmitTask Request(string id, string url, string? priority = null) => Node(id, "http_request", $$"""{"url":"{{url}}"}""") with { Priority = priority };

    public static SubmitTask Node(string id, string type, string configuration, string input = "null") => new()
    {
        TaskId = id,
        Kind = NodeExecutor.KindName,
        Operation = type,
        Payload = JsonElement.Parse($$"""{"configuration":{{configuration}},"input":{{input}}}"""),
    };
}

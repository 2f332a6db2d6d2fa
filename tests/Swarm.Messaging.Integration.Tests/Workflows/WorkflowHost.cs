using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>A host whose workflows a test submits and follows.</summary>
internal sealed class WorkflowHost(SpineHost host) : IAsyncDisposable
{
    public SpineHost Spine => host;

    public WorkflowCommands Commands => host.Get<WorkflowCommands>();

    public static async Task<WorkflowHost> StartAsync(int redisPort, string? prefix = null, Action<IServiceCollection>? configure = null) =>
        new(await SpineHost.StartAsync($"127.0.0.1:{redisPort}", prefix ?? $"f{Guid.NewGuid():N}", configure: configure));

    public static SubmitWorkflow Parse(string json)
    {
        var found = new List<Messaging.Execution.Violation>();
        var (command, warnings) = WorkflowReader.Submit(JsonElement.Parse(json), "", found);
        found.ShouldBeEmpty();
        warnings.ShouldBeEmpty();
        return command;
    }

    public async Task<WorkflowAccepted> SubmitAsync(SubmitWorkflow workflow)
    {
        var answer = await Commands.SubmitAsync(workflow, [], null, [], CancellationToken.None);
        return answer.ShouldBeOfType<WorkflowAccepted>((answer as CommandRejected)?.Message);
    }

    public async Task<CommandRejected> RefuseAsync(SubmitWorkflow workflow) =>
        (await Commands.SubmitAsync(workflow, [], null, [], CancellationToken.None)).ShouldBeOfType<CommandRejected>();

    public async Task<WorkflowDetails> RunAsync(SubmitWorkflow workflow) => await EndAsync((await SubmitAsync(workflow)).ExecutionId);

    public Task<WorkflowDetails> EndAsync(string executionId, bool results = true) => WaitForAsync(executionId, run => WorkflowStates.IsEnd(run.State), results);

    public async Task<WorkflowDetails> WaitForAsync(string executionId, Func<WorkflowDetails, bool> holds, bool results = true)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            var run = await host.Get<WorkflowQueries>().GetAsync(executionId, includeResults: results, CancellationToken.None);
            if (run is not null && holds(run))
                return run;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"{executionId} is {run?.State ?? "absent"}: {string.Join(", ", run?.Counts ?? new Dictionary<string, int>())}; {string.Join("; ", run?.Timeline ?? [])}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}

using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Type and message of an agent's error were kept whatever their length: in the task, its attempts, its dead letter and its events.</summary>
public sealed class AReportOfAnyLengthWasKeptWholeTests
{
    [Fact]
    public async Task A_long_type_and_message_are_cut_with_a_mark()
    {
        using var folder = new TempFolder("long");
        await using var host = await TestHost.StartAsync(SettingsReader.Read([new("Data", folder.Path), new("Logging:Console", "false")]));
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSwarmAgent(o =>
        {
            (o.Address, o.Token) = (host.Address, host.Token);
            o.Handle("text", "*", (_, _) => Task.FromResult(AgentResult.Fail(new string('t', 300), new string('m', 300_000), retryable: false)));
        });
        builder.Services.AddSwarmClient(o => (o.Address, o.Token) = (host.Address, host.Token));
        using var agent = builder.Build();
        await agent.StartAsync();
        var client = agent.Services.GetRequiredService<ISwarmClient>();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        await client.SubmitAsync(new SubmitTask { TaskId = "t", Kind = "text", Operation = "o" }, patience.Token);
        var task = (await client.WaitForEndAsync("t", patience.Token)).ShouldNotBeNull();

        task.Attempts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            a => (a.ErrorType, a.Message).ShouldBe((new string('t', 97) + "...", new string('m', 3_997) + "...")));
        await agent.StopAsync();
    }
}

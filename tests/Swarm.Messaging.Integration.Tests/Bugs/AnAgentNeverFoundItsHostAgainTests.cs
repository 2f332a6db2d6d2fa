using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>An embedded host has another port and token after each start; who had found it by its data folder asked at the old ones for ever.</summary>
public sealed class AnAgentNeverFoundItsHostAgainTests : IDisposable
{
    private readonly TempFolder folder = new("again");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_agent_and_a_client_of_a_data_folder_go_on_with_the_host_that_starts_there_again()
    {
        using var agent = Agent(o => o.Data = folder.Path);
        await using var provider = new ServiceCollection().AddSwarmClient(o => o.Data = folder.Path).BuildServiceProvider();
        var client = provider.GetRequiredService<ISwarmClient>();
        Uri first;
        await using (var host = await StartAsync())
        {
            first = host.Address;
            await agent.StartAsync();
            (await DoneAsync(client, "before")).ShouldBe(TaskStates.Completed);
        }

        (await Should.ThrowAsync<SwarmClientException>(() => client.GetAsync("before"))).Transient.ShouldBeTrue();
        await using (var again = await StartAsync())
        {
            again.Address.ShouldNotBe(first);
            (await DoneAsync(client, "after")).ShouldBe(TaskStates.Completed);
            await agent.StopAsync();
        }
    }

    [Fact]
    public async Task One_with_another_token_on_the_same_port_is_found_too()
    {
        await using var provider = new ServiceCollection().AddSwarmClient(o => o.Data = folder.Path).BuildServiceProvider();
        var client = provider.GetRequiredService<ISwarmClient>();
        Uri first;
        await using (var host = await StartAsync())
        {
            first = host.Address;
            (await client.GetAsync("t")).ShouldBeNull();
        }

        await using var again = await StartAsync(first.Authority);

        // Answered, and not refused for the token of before: there is no such task.
        (await client.GetAsync("t")).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_given_by_hand_stays()
    {
        await using var host = await StartAsync();
        await using var provider = new ServiceCollection().AddSwarmClient(o => (o.Data, o.Token) = (folder.Path, "wrong")).BuildServiceProvider();

        var refused = await Should.ThrowAsync<SwarmClientException>(() => provider.GetRequiredService<ISwarmClient>().GetAsync("t"));

        refused.Transient.ShouldBeFalse();
        refused.Message.ShouldContain("401");
    }

    [Fact]
    public async Task Before_the_first_host_it_says_where_it_looks()
    {
        await using var provider = new ServiceCollection().AddSwarmClient(o => o.Data = folder.Path).BuildServiceProvider();

        var nobody = await Should.ThrowAsync<SwarmClientException>(() => provider.GetRequiredService<ISwarmClient>().GetAsync("t"));

        nobody.Transient.ShouldBeTrue();
        nobody.Message.ShouldContain(folder.Combine("endpoint.json"));
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddSwarmClient(o => (o.Data, o.Address) = (folder.Path, new Uri("http://127.0.0.1:1"))))
            .Message.ShouldContain("one of them");
    }

    private static async Task<string?> DoneAsync(ISwarmClient client, string id)
    {
        (await client.SubmitAsync(new SubmitTask { TaskId = id, Kind = "text", Operation = "o" })).Accepted.ShouldNotBeNull();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return (await client.WaitForEndAsync(id, patience.Token))?.State;
    }

    private static Microsoft.Extensions.Hosting.IHost Agent(Action<SwarmAgentOptions> connect)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSwarmAgent(o =>
        {
            connect(o);
            o.Handle("text", "*", (_, _) => Task.FromResult(AgentResult.Ok()));
        });
        return builder.Build();
    }

    private Task<SwarmHost> StartAsync(string listen = "127.0.0.1:0") =>
        TestHost.StartAsync(SettingsReader.Read([new("Data", folder.Path), new("Logging:Console", "false"), new("Http:Listen", listen)]));
}

using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Readme;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>examples/dotnet/Agent.cs as it ships, in a project of its own.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class DotnetAgentTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_compiles_works_and_leaves_in_good_order()
    {
        using var folder = new TempFolder("dotnet");
        File.Copy(Path.Combine(Checkout.Folder, "examples", "dotnet", "Agent.cs"), folder.Combine("Program.cs"));
        await File.WriteAllTextAsync(folder.Combine("Agent.csproj"), ReadmeProject.Text);
        await ReadmeProgram.RunAsync(
            folder.Path, "dotnet", ["build", "-o", "out", "--nologo", "-v", "quiet"], ("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"));
        var prefix = $"t{Guid.NewGuid():N}";
        await using var host = await SpineHost.StartAsync(redis.Server.ConnectionString, prefix, rabbit.Server.Address());
        var said = new ConcurrentQueue<string>();
        await using var agent = await ChildProcess.StartAsync(new("dotnet", ["exec", "out/Agent.dll", "dotnet-1"])
        {
            WorkingDirectory = folder.Path,
            Environment = new Dictionary<string, string?> { ["AMQP_URL"] = rabbit.Server.Address().ToString(), ["SWARM_PREFIX"] = prefix },
            Output = said.Enqueue,
        });
        await Eventually.HoldsAsync(() => host.Get<AgentDirectory>().Kinds.Contains("text"), "it is registered");

        (await host.SubmitAsync(new SubmitTask { TaskId = "t", Kind = "text", Operation = "upper", Payload = JsonSerializer.SerializeToElement("hello") })).Accepted.ShouldNotBeNull();
        (await host.WaitForAsync("t", TaskStates.Completed)).Result!.Value.GetString().ShouldBe("HELLO");

        agent.Signal(UnixSignal.Terminate);
        (await agent.Exited.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, string.Join('\n', said));
        (await host.Get<IAgentStore>().ListAsync(default)).ShouldBeEmpty();
    }
}

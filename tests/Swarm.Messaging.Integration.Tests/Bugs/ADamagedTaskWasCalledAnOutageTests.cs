using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What the store said against a command was kept from the caller, who was told to try again for ever; a full disk looked the same.</summary>
public sealed class ADamagedTaskWasCalledAnOutageTests
{
    [Fact]
    public async Task The_caller_hears_what_the_store_said_and_the_others_go_on()
    {
        using var folder = new TempFolder("damaged");
        await using var host = await TestHost.StartAsync(new HostSettings { Data = folder.Path, Logging = new() { Console = false } });
        await host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase()
            .StringSetAsync(host.Services.GetRequiredService<RedisKeys>().Saga(new SagaKey("task", "bad")), "garbage");

        var refused = await CliRun.OfAsync("submit", "--kind", "basic", "--operation", "echo", "--id", "bad", "--data", folder.Path);

        refused.ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("WRONGTYPE");
        (await CliRun.OfAsync("submit", "--kind", "basic", "--operation", "echo", "--id", "good", "--wait", "--data", folder.Path)).ShouldEnd(ExitCodes.Ok);
    }
}

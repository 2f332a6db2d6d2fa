using MassTransit;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A library that hosts are built on sends figures of its use to its makers, unless it is told not to.</summary>
public sealed class AHostReportedItsUseToOthersTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_talks_to_nobody_but_its_own_servers()
    {
        await using var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Server.Port}", $"u{Guid.NewGuid():N}");

        host.Get<IOptions<UsageTelemetryOptions>>().Value.Enabled.ShouldBeFalse();
    }
}

using Microsoft.Extensions.Configuration;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Swarms;

namespace Swarm.Messaging.Integration.Tests.Http;

public sealed class ServiceEnvironmentTests : IDisposable
{
    private readonly TempFolder folder = new("service-environment");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_name_is_a_setting_in_its_own_unit()
    {
        var settings = Read(new()
        {
            ["REDIS_HOST"] = "store.example", ["REDIS_PORT"] = "6380", ["REDIS_DB"] = "2", ["REDIS_PASSWORD"] = "s@cret/1",
            ["SWARM_MAX_COUNT"] = "7", ["SWARM_TTL"] = "3600", ["HEARTBEAT_INTERVAL"] = "10000", ["SNAPSHOT_INTERVAL"] = "60000",
        });

        var redis = RedisAddress.Configuration(settings.Redis.ShouldNotBeNull());
        redis.ShouldSatisfyAllConditions(r => r.ShouldContain("store.example:6380"), r => r.ShouldContain("defaultDatabase=2"), r => r.ShouldContain("password=s@cret/1"));
        var swarms = settings.Sections.GetSection("Swarms").Get<SwarmsOptions>().ShouldNotBeNull();
        (swarms.MaxActive, swarms.SwarmTtl, swarms.HeartbeatInterval, swarms.SnapshotInterval)
            .ShouldBe((7, TimeSpan.FromHours(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_host_alone_is_a_server_with_the_usual_port() =>
        RedisAddress.Configuration(Read(new() { ["REDIS_HOST"] = "store.example" }).Redis!).ShouldContain("store.example:6379");

    [Fact]
    public void Without_a_host_the_server_is_its_own_whatever_a_linked_container_left() =>
        Read(new() { ["REDIS_PORT"] = "tcp://10.0.0.7:6379", ["REDIS_PASSWORD"] = "x" }).Embedded.ShouldBeTrue();

    [Fact]
    public void A_setting_by_its_own_name_wins()
    {
        File.WriteAllText(folder.Combine(SettingsReader.FileName), """{ "Swarm": { "Swarms": { "MaxActive": 20 } } }""");

        var settings = Read(new() { ["REDIS_HOST"] = "a.example", ["SWARM_MAX_COUNT"] = "7" }, new() { ["Redis"] = "b.example:6379" });

        settings.Redis.ShouldBe("b.example:6379");
        settings.Sections["Swarms:MaxActive"].ShouldBe("20");
    }

    [Theory]
    [InlineData("SWARM_MAX_COUNT", "many", "SWARM_MAX_COUNT is 'many'")]
    [InlineData("SWARM_TTL", "0", "SWARM_TTL is '0'")]
    [InlineData("SNAPSHOT_INTERVAL", "5m", "SNAPSHOT_INTERVAL is '5m'")]
    [InlineData("HEARTBEAT_INTERVAL", "45000", "at least twice HeartbeatInterval")]
    public void What_is_wrong_is_said(string name, string value, string words) =>
        Should.Throw<SettingsException>(() => Read(new() { [name] = value })).Message.ShouldContain(words);

    private HostSettings Read(Dictionary<string, string?> environment, Dictionary<string, string?>? options = null) =>
        SettingsReader.Read(options ?? [], folder.Path, name => environment.GetValueOrDefault(name));
}

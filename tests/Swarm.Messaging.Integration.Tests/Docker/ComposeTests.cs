using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Redis.Preflight;
using YamlDotNet.RepresentationModel;

namespace Swarm.Messaging.Integration.Tests.Docker;

/// <summary>What can be known of the Docker files without Docker.</summary>
public sealed class ComposeTests
{
    private static readonly YamlMappingNode Compose = Load();

    [Fact]
    public void Services_Always_AreBrokerStoreAndHost() =>
        Map(Compose, "services").Children.Keys.Select(name => name.ToString()).ShouldBe(["rabbitmq", "redis", "host"]);

    [Theory]
    [InlineData("rabbitmq")]
    [InlineData("redis")]
    [InlineData("host")]
    public void Service_Always_IsPublishedOnLoopbackOnlyAndCheckedForHealth(string name)
    {
        var service = Service(name);

        Texts(service, "ports").ShouldAllBe(port => port.StartsWith("127.0.0.1:"));
        Texts(Map(service, "healthcheck"), "test").First().ShouldBeOneOf("CMD", "CMD-SHELL");
    }

    [Theory]
    [InlineData("rabbitmq")]
    [InlineData("redis")]
    public void Image_Always_IsPinnedAndKeepsItsDataInANamedVolume(string name)
    {
        Service(name)["image"].ToString().ShouldMatch(@"^[a-z]+:\d+\.\d+\.\d+(-[a-z]+)?$");
        var volume = Texts(Service(name), "volumes").First().Split(':')[0];
        Map(Compose, "volumes").Children.Keys.Select(key => key.ToString()).ShouldContain(volume);
    }

    [Fact]
    public void Host_Always_CanBeScaledAndWaitsForBoth()
    {
        var host = Service("host");

        host.Children.Keys.Select(key => key.ToString()).ShouldNotContain("container_name");
        Texts(host, "ports").Single().ShouldMatch(@"^127\.0\.0\.1:\d+-\d+:\d+$");
        Map(host, "depends_on").Children.Select(on => $"{on.Key}: {on.Value["condition"]}")
            .ShouldBe(["rabbitmq: service_healthy", "redis: service_healthy"]);
    }

    [Theory]
    [InlineData("host", "SWARM_RABBITMQ_PASSWORD")]
    [InlineData("host", "SWARM_REDIS_PASSWORD")]
    [InlineData("redis", "SWARM_REDIS_PASSWORD")]
    public void Password_Always_ComesFromTheEnvironment(string service, string variable) =>
        string.Join(' ', Texts(Service(service), "command")).ShouldContain($"${{{variable}:-");

    [Fact]
    public void Paths_Always_Exist()
    {
        var build = Map(Service("host"), "build");
        var mounted = Texts(Service("redis"), "volumes").Where(volume => volume.StartsWith('.')).Select(volume => volume.Split(':')[0]);

        File.Exists(Path.Combine(Checkout.Folder, build["dockerfile"].ToString())).ShouldBeTrue();
        mounted.ShouldAllBe(path => File.Exists(Path.Combine(Checkout.Folder, path)));
    }

    [Fact]
    public void Dockerfile_EveryCopiedPath_Exists()
    {
        var sources = File.ReadLines(Path.Combine(Checkout.Folder, "docker", "Dockerfile"))
            .Where(line => line.StartsWith("COPY ") && !line.Contains("--from"))
            .SelectMany(line => line.Split(' ')[1..^1]);

        sources.ShouldAllBe(source => Path.Exists(Path.Combine(Checkout.Folder, source)));
    }

    [Fact]
    public async Task RedisConf_RealServer_PassesThePreflight()
    {
        var conf = Path.Combine(Checkout.Folder, "docker", "redis.conf");
        await using var server = await RedisServer.StartAsync(new() { AppendFsync = null, Arguments = ["--include", conf] });

        var findings = await RedisPreflight.RunAsync(ConfigurationOptions.Parse(server.ConnectionString), new(), TimeProvider.System);

        findings.ShouldAllBe(finding => finding.Severity == PreflightSeverity.Ok);
    }

    private static YamlMappingNode Load()
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Checkout.Folder, "docker-compose.yml"));
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static YamlMappingNode Service(string name) => Map(Map(Compose, "services"), name);

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node[key];

    private static IEnumerable<string> Texts(YamlMappingNode node, string key) => ((YamlSequenceNode)node[key]).Select(item => item.ToString());
}

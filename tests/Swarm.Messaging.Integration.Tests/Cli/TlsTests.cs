using System.Collections.Concurrent;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.RabbitMq;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>amqps and rediss, with a certificate that the host is told to trust, and with one that it is not.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly SelfSigned certificate = new("localhost");
    private readonly TempFolder folder = new("tls-host");
    private readonly int brokerPort = FreePort.Take();
    private readonly int redisPort = FreePort.Take();
    private readonly ConcurrentQueue<string> said = new();
    private RabbitMqServer rabbit = null!;
    private RedisServer redis = null!;

    private string Broker => $"amqps://guest:guest@localhost:{brokerPort}";

    private string Data => folder.Combine("data");

    public async Task InitializeAsync()
    {
        rabbit = await RabbitMqServer.StartAsync(configuration: $"""
            listeners.ssl.1 = 127.0.0.1:{brokerPort}
            ssl_options.certfile = {certificate.Certificate}
            ssl_options.keyfile = {certificate.Key}
            ssl_options.cacertfile = {certificate.Certificate}
            ssl_options.verify = verify_none
            """);
        redis = await RedisServer.StartAsync(new()
        {
            Arguments =
            [
                "--tls-port", $"{redisPort}", "--tls-auth-clients", "no", "--tls-cert-file", certificate.Certificate,
                "--tls-key-file", certificate.Key, "--tls-ca-cert-file", certificate.Certificate,
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await rabbit.DisposeAsync();
        await redis.DisposeAsync();
        certificate.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Over_TLS_a_task_goes_all_the_way()
    {
        await using var host = await UpAsync($"rediss://localhost:{redisPort}", trusted: true);
        await Eventually.HoldsAsync(() => EndpointFile.Read(Data) is not null, $"the host is up; it said: {string.Join('\n', said)}", Patience);

        (await CliRun.OfAsync("submit", "--kind", "basic", "--operation", "echo", "--payload", "42", "--id", "tls", "--wait", "--data", Data)).ShouldEnd(0);

        (await rabbit.ControlAsync("list_connections", "ssl")).ShouldNotContain("false");
        host.Signal(UnixSignal.Terminate).ShouldBeTrue();
        (await host.Exited.WaitAsync(Patience)).ShouldBe(0, string.Join('\n', said));
    }

    [Fact]
    public async Task A_Redis_whose_certificate_is_not_trusted_is_refused_and_named()
    {
        await using var host = await UpAsync($"rediss://localhost:{redisPort}", trusted: false);

        (await host.Exited.WaitAsync(Patience)).ShouldBe(1);
        await host.LastLinesAsync(TimeProvider.System);
        string.Join(' ', said).ShouldContain("SSL_CERT_FILE");
    }

    [Fact]
    public async Task A_broker_whose_certificate_is_not_trusted_is_waited_for_and_named()
    {
        await using var host = await UpAsync($"redis://localhost:{redis.Port}", trusted: false);

        await Eventually.HoldsAsync(
            () => Logged().Contains($"certificate of the broker localhost:{brokerPort} is not accepted", StringComparison.Ordinal), "the host says what is wrong", Patience);
        host.HasExited.ShouldBeFalse();
    }

    private string Logged() => string.Join('\n', said.Concat(Directory.Exists(Data)
        ? Directory.EnumerateFiles(Data, "*.log", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Data, "*.json*", SearchOption.AllDirectories)).SelectMany(ReadShared)
        : []));

    private static string[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }

    private Task<ChildProcess> UpAsync(string store, bool trusted) => ChildProcess.StartAsync(new(
        "dotnet", ["exec", Checkout.Program, "up", "--data", Data, "--broker", Broker, "--redis", store, "--listen", "127.0.0.1:0", "--prefix", "tls"])
    {
        Environment = new Dictionary<string, string?> { ["SSL_CERT_FILE"] = trusted ? certificate.Certificate : null },
        Output = said.Enqueue,
    });
}

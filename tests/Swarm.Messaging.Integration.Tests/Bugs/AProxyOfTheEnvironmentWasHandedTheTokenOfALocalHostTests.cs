using System.Net;
using System.Net.Sockets;
using Swarm.Messaging.Client.Http;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>With HTTP_PROXY set, verbs and client asked a host on the same machine by way of the proxy, which was handed its token.</summary>
public sealed class AProxyOfTheEnvironmentWasHandedTheTokenOfALocalHostTests
{
    [Fact]
    public async Task A_host_on_this_machine_is_asked_directly_and_any_other_by_way_of_the_proxy()
    {
        using var host = new TcpListener(IPAddress.Loopback, 0);
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        host.Start();
        proxy.Start();
        using var http = new HttpClient(HostHandler.Create(new WebProxy($"http://{proxy.LocalEndpoint}")));

        (await AskedAsync(http, $"http://{host.LocalEndpoint}/", host)).ShouldStartWith("GET / HTTP/1.1");
        (await AskedAsync(http, $"http://localhost:{((IPEndPoint)host.LocalEndpoint).Port}/", host)).ShouldStartWith("GET / HTTP/1.1");
        (await AskedAsync(http, "http://swarm.example/", proxy)).ShouldStartWith("GET http://swarm.example/ HTTP/1.1");
        proxy.Pending().ShouldBeFalse();
    }

    /// <returns>What the server was sent; it answers nothing.</returns>
    private static async Task<string> AskedAsync(HttpClient http, string address, TcpListener server)
    {
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var asked = http.GetAsync(new Uri(address), over.Token);
        using var taken = await server.AcceptTcpClientAsync(over.Token);
        var line = await new StreamReader(taken.GetStream()).ReadLineAsync(over.Token);
        await over.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);
        return line!;
    }
}

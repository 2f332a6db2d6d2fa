using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>"The SSL connection could not be established, see inner exception." was all that was told of a request, and of one that took too long the name of a property of .NET.</summary>
public sealed class AnErrorPointedAtItsInnerExceptionTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private WorkflowHost host = null!;

    public async Task InitializeAsync()
    {
        listener.Start();
        host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(
            o => (o.AllowedHosts, o.HttpTimeout) = ("127.0.0.1", TimeSpan.FromSeconds(1))));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        listener.Dispose();
    }

    [Theory]
    [InlineData("https", "HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("http", "")]
    public async Task What_broke_it_is_told(string scheme, string answer)
    {
        var served = ServeAsync(answer);

        var error = await ErrorAsync(scheme);

        await served;
        error.ShouldNotContain("inner exception");
        error.ShouldNotContain("An error occurred while sending");
    }

    [Fact]
    public async Task What_takes_too_long_is_told_with_its_time()
    {
        var error = await ErrorAsync("http");

        error.ShouldContain("was not answered (ETIMEDOUT): there was no answer within 1 s");
    }

    private async Task ServeAsync(string answer)
    {
        using var socket = await listener.AcceptSocketAsync();
        var head = new byte[64];
        await socket.ReceiveAsync(head);
        if (answer.Length > 0)
            await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        socket.Shutdown(SocketShutdown.Both);
    }

    private async Task<string> ErrorAsync(string scheme) => (await host.RunAsync(WorkflowHost.Parse($$"""
        { "workflowId": "call", "nodes": [ { "id": "call", "type": "http_request", "retry": { "maxAttempts": 1 },
          "configuration": { "url": "{{scheme}}://127.0.0.1:{{((IPEndPoint)listener.LocalEndpoint).Port}}/" } } ] }
        """))).Errors.ShouldHaveSingleItem().Error;
}

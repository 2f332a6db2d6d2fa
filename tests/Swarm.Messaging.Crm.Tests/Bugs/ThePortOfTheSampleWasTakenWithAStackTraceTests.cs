using System.Net;
using System.Net.Sockets;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Samples.Crm;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>The CRM that comes along ended in the stack of an exception when another program had its port.</summary>
public sealed class ThePortOfTheSampleWasTakenWithAStackTraceTests
{
    [Fact]
    public async Task It_is_told_in_a_sentence()
    {
        using var folder = new TempFolder("port");
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var process = await ChildProcess.StartAsync(new("dotnet", ["exec", typeof(CrmApp).Assembly.Location, "--Data", folder.Combine("crm"), "--Port", $"{port}"])
        {
            Environment = new Dictionary<string, string?> { ["TMPDIR"] = folder.Path },
        });

        (await process.Exited.WaitAsync(TimeSpan.FromMinutes(2))).ShouldBe(1);

        (await process.LastLinesAsync(TimeProvider.System)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            l => l.ShouldContain($"cannot start on port {port}"), l => l.ShouldContain("Name another with --Port"));
    }
}

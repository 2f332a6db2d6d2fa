using System.Net;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// An IPv6 address that leads to an internal IPv4 address, by 6to4, by Teredo or as its compatible form, passed for one of the public network; and the unspecified
/// address was refused in the words of the resolver, as a parameter of a method.
/// </summary>
public sealed class AnAddressInsideAnAddressWasOverlookedTests
{
    [Theory]
    [InlineData("2002:7f00:1::", true)]
    [InlineData("2002:a01:203::1", true)]
    [InlineData("2002:5db8:d822::1", false)]
    [InlineData("::127.0.0.1", true)]
    [InlineData("::192.168.1.1", true)]
    [InlineData("::93.184.216.34", false)]
    [InlineData("2001:0:5db8:d822:0:0:80ff:fffe", true)] // client 127.0.0.1
    [InlineData("2001:0:a00:1:0:0:a247:27dd", true)] // server 10.0.0.1
    [InlineData("2001:0:5db8:d822:0:0:a247:27dd", false)]
    [InlineData("2001:db8::7f00:1", false)]
    [InlineData("::ffff:169.254.169.254", true)]
    [InlineData("::ffff:93.184.216.34", false)]
    public void It_is_judged_too(string address, bool isInternal) => HostGuard.IsInternal(IPAddress.Parse(address)).ShouldBe(isInternal);

    [Theory]
    [InlineData("0")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task The_unspecified_address_is_refused_as_an_internal_one(string host) =>
        (await Should.ThrowAsync<InternalHostException>(() => new HostGuard([]).ConnectAsync(host, 47_080, CancellationToken.None).AsTask()))
            .Message.ShouldStartWith($"{host} is an internal address (");
}

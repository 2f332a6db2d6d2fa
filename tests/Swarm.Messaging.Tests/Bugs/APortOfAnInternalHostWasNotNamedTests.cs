using System.Net;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>With one port of a host allowed, the refusal of another one named the host alone; <c>[::1]:38101</c> could not be allowed at all.</summary>
public sealed class APortOfAnInternalHostWasNotNamedTests
{
    [Theory]
    [InlineData("127.0.0.1", "add 127.0.0.1:38102, or 127.0.0.1 for all its ports,")]
    [InlineData("::1", "add [::1]:38102, or ::1 for all its ports,")]
    public async Task The_refusal_names_it_as_it_is_to_be_written(string host, string told) =>
        (await Should.ThrowAsync<InternalHostException>(() => new HostGuard([$"{HostName.At(host, 38_101)}"]).ConnectAsync(host, 38_102, CancellationToken.None).AsTask()))
            .Message.ShouldContain(told);

    /// <summary>As an URL has it.</summary>
    [Fact]
    public void A_bracketed_address_is_named_without_a_second_pair() =>
        new InternalHostException("[::1]", 38_102, [IPAddress.IPv6Loopback]).Message.ShouldContain("add [::1]:38102, or ::1 for all its ports,");

    [Theory]
    [InlineData("[::1]:80", "::1", 80, true)]
    [InlineData("[::1]:80", "::1", 81, false)]
    [InlineData("[0:0:0:0:0:0:0:1]:80", "::1", 80, true)]
    [InlineData("[::1]", "::1", 81, true)]
    [InlineData("0:0::1", "::1", 81, true)]
    [InlineData("[::1]:80", "::2", 80, false)]
    public void A_bracketed_address_is_allowed_with_its_port(string allowed, string host, int port, bool may) =>
        new HostGuard([allowed]).MayReach(host, port, host == "::2" ? IPAddress.Parse("fc00::2") : IPAddress.Parse(host)).ShouldBe(may);

    [Theory]
    [InlineData("10.0.0.7:80", 80, true)]
    [InlineData("10.0.0.7:80", 81, false)]
    [InlineData("crm.local:80", 80, true)]
    [InlineData("crm.local:80", 81, false)]
    public void A_name_may_lead_to_an_address_that_is_allowed_with_its_port(string allowed, int port, bool may) =>
        new HostGuard([allowed]).MayReach("crm.local", port, IPAddress.Parse("10.0.0.7")).ShouldBe(may);
}

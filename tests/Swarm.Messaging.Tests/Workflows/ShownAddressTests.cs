using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Workflows;

/// <summary>A password in an address, or a key in its query, stood in the errors of a run and in the log.</summary>
public sealed class ShownAddressTests
{
    [Theory]
    [InlineData("http://bob:secret@host:81/x?status=404&api_key=secret#secret", "http://host:81/x?status=***&api_key=***")]
    [InlineData("https://host/a%20b/c", "https://host/a%20b/c")]
    [InlineData("https://host/?secret", "https://host/?***")]
    [InlineData("https://host", "https://host/")]
    public void Nobody_is_shown_who_asks_or_what_a_query_says(string address, string shown) => ShownAddress.Of(new Uri(address)).ShouldBe(shown);
}

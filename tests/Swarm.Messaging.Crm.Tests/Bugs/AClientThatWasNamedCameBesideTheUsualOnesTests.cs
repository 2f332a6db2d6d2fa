using Microsoft.Extensions.Configuration;
using Swarm.Messaging.Samples.Crm;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>Whoever started the sample with clients of his own had the three usual ones as well.</summary>
public sealed class AClientThatWasNamedCameBesideTheUsualOnesTests
{
    [Fact]
    public void Named_ones_replace_the_usual_ones()
    {
        Of("--Clients:0", "oak", "--Clients:1", "elm").ClientIds.ShouldBe(["oak", "elm"]);
        Of("--Contacts", "3").ClientIds.ShouldBe(["acme", "birch", "cedar"]);
    }

    private static CrmSettings Of(params string[] arguments) => new ConfigurationBuilder().AddCommandLine(arguments).Build().Get<CrmSettings>()!;
}

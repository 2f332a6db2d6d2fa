using System.Web;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>An address as errors, views and logs may show it: who asks, and the values of a query, may be secrets.</summary>
internal static class ShownAddress
{
    public static string Of(Uri address)
    {
        var names = HttpUtility.ParseQueryString(address.Query).AllKeys.Select(name => name is null ? "***" : $"{name}=***");
        return $"{address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}{(address.Query.Length > 1 ? "?" : "")}{string.Join('&', names)}";
    }
}

namespace Swarm.Messaging.Placement.Flow;

/// <summary>Names of keys, <c>{name}:{value}</c>: an attempt counts for no others.</summary>
public static class FlowKeyNames
{
    public const string Client = "client";

    /// <summary><c>{kind}/{operation}</c>.</summary>
    public const string Operation = "operation";

    public const string Agent = "agent";

    /// <summary>An agent or a pool of a host, for pauses alone.</summary>
    public const string Target = "target";

    /// <summary>Of a CRM task.</summary>
    public const string Location = "location";

    /// <summary>Of a client whose login fails in one session after the other, until it succeeds. Placement sets it by itself.</summary>
    public const string Login = "login";
}

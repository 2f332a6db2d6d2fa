namespace Swarm.Messaging.Crm.Operations;

/// <summary>One thing done on a page.</summary>
internal sealed record PageStep
{
    public const string Goto = "goto";
    public const string Fill = "fill";
    public const string Click = "click";
    public const string Select = "select";
    public const string Check = "check";
    public const string Expect = "expect";
    public const string Extract = "extract";
    public const string Upload = "upload";
    public const string Download = "download";
    public const string Wait = "wait";

    public static readonly string[] All = [Goto, Fill, Click, Select, Check, Expect, Extract, Upload, Download, Wait];

    public required string Do { get; init; }

    /// <summary>Which in its script, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>goto: below the base address.</summary>
    public Template? Url { get; init; }

    /// <summary>CSS selector of the element; values in it are escaped.</summary>
    public Template? At { get; init; }

    /// <summary>fill: the text; select: the option's value or label; check: true or false, default true; expect: what the element's text contains; upload: the file's content.</summary>
    public Template? Value { get; init; }

    /// <summary>extract and download: the name of what is found.</summary>
    public string? As { get; init; }

    /// <summary>extract: the attribute instead of the text.</summary>
    public string? Attribute { get; init; }

    /// <summary>extract: every element, as a list.</summary>
    public bool Every { get; init; }

    /// <summary>extract: of each element an object; a field is <c>selector</c>, <c>@attribute</c> or <c>selector@attribute</c> below the element.</summary>
    public IReadOnlyList<(string Name, string Of)> Fields { get; init; } = [];

    /// <summary>expect: so many elements.</summary>
    public int? Count { get; init; }

    /// <summary>upload: the file's name.</summary>
    public Template? File { get; init; }

    /// <summary>Only if there is such a value.</summary>
    public string? When { get; init; }

    /// <summary>click: it leads to another page, whose coming is part of the step.</summary>
    public bool Navigates { get; init; }

    /// <summary>From this step on it may have happened.</summary>
    public bool Effect { get; init; }

    public override string ToString() => $"step {Number} ({Do}{(At ?? Url) switch { null => "", var at => $" {at}" }})";
}

using System.Text.Json;
using Swarm.Messaging.Crm.Operations;

namespace Swarm.Messaging.Crm.Tests.Operations;

/// <summary>Values in descriptions, and that a task cannot say more by them than a value.</summary>
public sealed class TemplateTests
{
    private static readonly TemplateValues Values = new([KeyValuePair.Create("input", JsonElement.Parse(
        """{"name":"Ann","empty":null,"tags":["a","b"],"n":7,"yes":true,"list":[{"a/b":"deep"}],"evil":"x'] , #delete button[a='","path":"../../birch","line":"a\r\nX-Evil: 1","nested":"{{key}}"}"""))]);

    [Theory]
    [InlineData("Dear {{input.name}}!", "Dear Ann!")]
    [InlineData("{{ input.n }}/{{input.yes}}", "7/true")]
    [InlineData("{{input.tags}}", "a,b")]
    [InlineData("{{input/list/0/a~1b}}", "deep")]
    [InlineData("[{{input.missing?}}]", "[]")]
    [InlineData("{{input.nested}}", "{{key}}")]
    public void Places_are_filled(string template, string text) => Template.Parse(template).Fill(Values, Escapes.None).ShouldBe(text);

    [Theory]
    [InlineData("{{input.missing}}")]
    [InlineData("{{input.empty}}")]
    [InlineData("{{other.name}}")]
    public void A_value_that_is_not_there_is_said(string template) =>
        Should.Throw<MissingValueException>(() => Template.Parse(template).Fill(Values, Escapes.None)).Message.ShouldContain(template[2..^2]);

    [Theory]
    [InlineData("{{input.name", "no }}")]
    [InlineData("{{}}", "no value")]
    [InlineData("{{input name}}", "no value")]
    public void What_is_no_place_is_refused(string template, string why) => Should.Throw<FormatException>(() => Template.Parse(template)).Message.ShouldContain(why);

    [Fact]
    public void A_value_stays_inside_its_place()
    {
        Template.Parse("/c/{{input.path}}/x").Fill(Values, Escapes.Url).ShouldBe("/c/..%2F..%2Fbirch/x");
        Template.Parse("[data-tag='{{input.evil}}']").Fill(Values, Escapes.Css).ShouldBe(@"[data-tag='x\27 \5d \20 \2c \20 \23 delete\20 button\5b a\3d \27 ']");
        Template.Parse("{{input.line}}").Fill(Values, Escapes.Header).ShouldBe("aX-Evil: 1");
    }

    [Theory]
    [InlineData("..", "'..'")]
    [InlineData(".", "'.'")]
    [InlineData("", "is empty")]
    public void A_value_that_would_lead_out_of_its_path_is_refused(string value, string said)
    {
        var values = new TemplateValues([KeyValuePair.Create("input", JsonSerializer.SerializeToElement(new { id = value, dot = "." }))]);

        foreach (var template in new[] { "/contacts/{{input.id}}", "/contacts/{{input.id}}/tags?page={{input.id}}", "/contacts/{{input.id}}?x=1" })
            Should.Throw<UnfitValueException>(() => Template.Parse(template).FillAddress(values)).Message.ShouldContain(said);
        Template.Parse("/contacts?id={{input.id}}&more={{input.id}}/x").FillAddress(values).ShouldBe($"/contacts?id={value}&more={value}/x");
        Template.Parse("/contacts/c-{{input.id}}").FillAddress(values).ShouldBe($"/contacts/c-{value}");
        Should.Throw<UnfitValueException>(() => Template.Parse("/contacts/{{input.dot}}{{input.dot}}/tags").FillAddress(values));
    }

    [Fact]
    public void For_people_it_is_shown_filled_but_for_what_is_not_there_and_for_credentials()
    {
        var values = Values.With("credentials", JsonElement.Parse("{\"password\":\"secret\"}"));

        Template.Parse("/c/{{input.name}}/{{input.missing}}/{{input.gone?}}?p={{credentials.password}}").Show(values, Escapes.Url).ShouldBe("/c/Ann/{{input.missing}}/?p={{credentials.password}}");
    }

    [Theory]
    [InlineData("../../birch", "/contacts/..%2F..%2Fbirch/tags")]
    [InlineData("a b?c#d", "/contacts/a%20b%3Fc%23d/tags")]
    [InlineData("%2e%2e", "/contacts/%252e%252e/tags")]
    [InlineData("ä\\b", "/contacts/%C3%A4%5Cb/tags")]
    public void Any_other_value_is_escaped_in_its_place(string value, string address) =>
        Template.Parse("/contacts/{{input.id}}/tags").FillAddress(new TemplateValues([KeyValuePair.Create("input", JsonSerializer.SerializeToElement(new { id = value }))])).ShouldBe(address);

    [Fact]
    public void As_json_a_lone_place_keeps_its_type_and_an_optional_one_without_a_value_is_left_out()
    {
        var template = JsonTemplate.Parse(JsonElement.Parse("""{"n":"{{input.n}}","text":"no {{input.n}}","tags":"{{input.tags}}","gone":"{{input.missing?}}","fixed":[1,null]}"""));

        template.Fill(Values)!.ToJsonString().ShouldBe("""{"n":7,"text":"no 7","tags":["a","b"],"fixed":[1,null]}""");
    }
}
